package io.refrain.testkit.examples;

import static io.refrain.testkit.hamcrest.IdempotencyMatchers.isIdempotent;
import static io.refrain.testkit.scenario.Scenario.OTHER_LOCALE;
import static org.hamcrest.MatcherAssert.assertThat;

import io.refrain.core.store.ReplaceTarget;
import io.refrain.delta.DeltaTable;
import io.refrain.iceberg.IcebergCatalog;
import io.refrain.iceberg.IcebergTable;
import io.refrain.testkit.FreshStore;
import io.refrain.testkit.Idempotency;
import io.refrain.testkit.report.IdempotencyReport;
import io.refrain.testkit.stored.StoredContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day of a lake table may be replaced again, however the run before went. */
final class LakeExamplesTest {
  @TempDir Path directory;

  private static Idempotency of(ReplaceTarget table, FreshStore emptied, StoredContent content) {
    return Idempotency.of(run -> ReplaceDay.build(run, table))
        .intervals(Shop.FIRST_DAY, Shop.SECOND_DAY)
        .freshStore(emptied)
        .storedContent(content)
        .faultsPerScenario(2)
        .replacing();
  }

  private void delete() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(directory)) {
          Files.delete(path);
        }
      }
    }
  }

  @Test
  void aDayOfADeltaTable() {
    Path root = directory.resolve("orders");
    IdempotencyReport report =
        of(
                DeltaTable.at(root.toString()).partitionedBy("order_date").createIfMissing(),
                this::delete,
                StoredContent.delta(root))
            .without(OTHER_LOCALE, "a locale with other digits than 0 to 9 is refused")
            .check();
    assertThat(report.toText(), report, isIdempotent());
  }

  @Test
  void aDayOfAnIcebergTable() {
    Map<String, String> catalog =
        Map.of(
            "type",
            "jdbc",
            "uri",
            "jdbc:sqlite:" + directory.resolve("catalog.db"),
            "warehouse",
            directory.resolve("warehouse").toString());
    IdempotencyReport report =
        of(
                IcebergTable.in(IcebergCatalog.of(catalog))
                    .table("shop.orders")
                    .partitionedBy("order_date")
                    .createIfMissing(),
                this::delete,
                StoredContent.iceberg(catalog, "shop.orders"))
            .check();
    assertThat(report.toText(), report, isIdempotent());
  }
}
