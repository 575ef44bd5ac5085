package io.refrain.iceberg;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.StoreRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catalogs by their properties, and what must not be in them. */
class IcebergCatalogTest {
  @TempDir Path directory;

  private static String refusal(Map<String, String> properties) {
    return assertThrows(IllegalArgumentException.class, () -> IcebergCatalog.of(properties))
        .getMessage();
  }

  @Test
  void aCatalogNeedsAType() {
    assertThat(
        refusal(Map.of("uri", "u", "warehouse", "w")),
        equalTo(
            "Which Iceberg catalog? Set the property 'type' (jdbc, rest, hadoop, ...) or"
                + " 'catalog-impl'. Those given are [uri, warehouse]."));
  }

  @Test
  void credentialsAreRefused() {
    for (String key :
        List.of(
            "jdbc.password",
            "token",
            "credential",
            "s3.secret-access-key",
            "s3.session-token",
            "adls.auth.shared-key.account.key",
            "gcs.oauth2.token")) {
      assertThat(
          refusal(Map.of("type", "rest", key, "hidden")),
          allOf(
              containsString("'" + key + "' holds a credential. Take it out"),
              not(containsString("hidden"))));
    }
    for (String url :
        List.of("jdbc:postgresql://me:hidden@db/lake", "jdbc:postgresql://db/x?password=hidden")) {
      assertThat(
          refusal(Map.of("type", "jdbc", "uri", url)),
          allOf(
              containsString("'uri' is a URL that holds a password"),
              not(containsString("hidden"))));
    }
    IcebergCatalog.of(
        Map.of("type", "rest", "token-refresh-enabled", "true", "s3.access-key-id", "AK"));
  }

  @Test
  void aBlankNameIsRefused() {
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> IcebergCatalog.of(Map.of("type", "jdbc")).named(" "))
            .getMessage(),
        containsString("name must not be blank"));
  }

  private IcebergCatalog sqlite() {
    return IcebergCatalog.of(
        Map.of(
            "type",
            "jdbc",
            "uri",
            "jdbc:sqlite:" + directory.resolve("catalog.db"),
            "warehouse",
            directory.resolve("warehouse").toString()));
  }

  @Test
  void aSecretThatIsMissingOnTheWorkerIsNamed() {
    IcebergCatalog env = sqlite().withFromEnv("jdbc.password", "REFRAIN_NO_SUCH_VARIABLE");
    assertThat(
        assertThrows(RefrainException.class, env::load).getMessage(),
        allOf(
            containsString("No value for the property 'jdbc.password' of the catalog jdbc:sqlite:"),
            containsString(
                "the environment variable REFRAIN_NO_SUCH_VARIABLE is not set on this")));
    IcebergCatalog file = sqlite().withFromFile("jdbc.password", "/no/such/file");
    assertThat(
        assertThrows(RefrainException.class, file::load).getMessage(),
        containsString("the file /no/such/file cannot be read on this worker"));
  }

  @Test
  void aSecretIsReadOnTheWorker() throws Exception {
    Path uri = Files.writeString(directory.resolve("uri"), "jdbc:sqlite:" + directory + "/c.db\n");
    IcebergCatalog catalog =
        IcebergCatalog.of(
                Map.of("type", "jdbc", "warehouse", directory.resolve("warehouse").toString()))
            .withFromFile("uri", uri.toString());
    assertWorks(SerializableUtils.clone(catalog));
    assertThat(Files.exists(directory.resolve("c.db")), equalTo(true));
  }

  @Test
  void tablesAreKeptUnderTheCatalogsName() throws Exception {
    assertWorks(sqlite().named("one"));
    try (Lake other = new Lake(sqlite().named("two"))) {
      assertThat(other.exists(other.newTable()), equalTo(false));
    }
    try (Lake same = new Lake(sqlite().named("one"))) {
      assertThat(same.exists(same.newTable()), equalTo(true));
    }
  }

  @Test
  void aHadoopCatalogWorks() throws Exception {
    assertWorks(
        IcebergCatalog.of(
            Map.of(
                "type", "hadoop",
                "warehouse", directory.resolve("hadoop").toString(),
                "hadoop.fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem")));
    assertThat(
        Files.exists(directory.resolve("hadoop/shop/orders0/metadata/version-hint.text")),
        equalTo(true));
  }

  private static void assertWorks(IcebergCatalog catalog) throws Exception {
    try (Lake lake = new Lake(catalog)) {
      IcebergTable target = lake.newOrders();
      for (long epoch = 1; epoch <= 2; epoch++) {
        CommitOutcome outcome =
            StoreRun.of(target, day(DAY_1), epoch).run(orders(DAY_1, 10 * epoch, 5));
        assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
      }
      assertThat(Orders.text(lake.orders(target)), equalTo(Orders.text(orders(DAY_1, 20, 5))));
    }
  }
}
