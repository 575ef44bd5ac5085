package io.refrain.parquet.dataset;

import static io.refrain.parquet.dataset.Orders.BOTH_DAYS;
import static io.refrain.parquet.dataset.Orders.LAYOUT;
import static io.refrain.parquet.dataset.Orders.order;
import static io.refrain.parquet.dataset.Orders.token;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.store.ReplaceStore;
import io.refrain.parquet.DuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fails every single operation of a run, in every way, and runs again. */
class CrashTest {
  private static final List<Row> OLD =
      List.of(order(1, "2024-03-15", "old"), order(2, "2024-03-16", "old"));
  // The 16th gets no rows: it is to become empty. The 15th is replaced.
  private static final List<Row> NEW =
      List.of(order(1, "2024-03-15", "new"), order(3, "2024-03-15", null));
  private static final List<Row> OTHER = List.of(order(9, "2024-04-01", "other"));
  private static final List<String> BEFORE =
      List.of("1|2024-03-15|old", "2|2024-03-16|old", "9|2024-04-01|other");
  private static final List<String> AFTER =
      List.of("1|2024-03-15|new", "3|2024-03-15|null", "9|2024-04-01|other");

  @TempDir Path dir;

  static Stream<Arguments> faults() {
    Function<Path, Storage> local = LocalStorage::new;
    Function<Path, Storage> beam =
        root -> new BeamStorage(FileSystems.matchNewResource(root.toString(), true));
    return Stream.of(CrashingStorage.Fault.values())
        .flatMap(f -> Stream.of(Arguments.of("local", local, f), Arguments.of("beam", beam, f)));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("faults")
  void everyRunThatIsRepeatedEndsAsIfNeverInterrupted(
      String name, Function<Path, Storage> storages, CrashingStorage.Fault fault) throws Exception {
    int k = 1;
    for (boolean failed = true; failed; k++) {
      failed = interruptAndRepeat(storages, fault, k);
    }
    assertThat("operations of a run", k, is(greaterThan(10)));
  }

  private boolean interruptAndRepeat(
      Function<Path, Storage> storages, CrashingStorage.Fault fault, int k) throws Exception {
    Path root = dir.resolve(fault + "-" + k);
    Storage storage = storages.apply(root);
    ParquetDataset dataset = ParquetDataset.at(root.toString()).partitionedBy("order_date");
    run(dataset, storage, token(Orders.day("2024-04-01"), 1), OTHER);
    run(dataset, storage, token(BOTH_DAYS, 2), OLD);
    assertThat(Orders.viaManifest(storage), is(BEFORE));
    RunToken token = token(BOTH_DAYS, 3);

    CrashingStorage faulty = new CrashingStorage(storage, fault, k);
    try {
      run(dataset, faulty, token, NEW);
    } catch (CrashingStorage.Crash | IOException e) {
      // As planted.
    }

    String at = fault + " at operation " + k;
    // A reader sees the whole old result or the whole new one, whatever has happened.
    assertThat(at, Orders.viaManifest(storage), anyOf(is(BEFORE), is(AFTER)));
    CommitOutcome second = run(dataset, storage, token, NEW);
    assertThat(
        at,
        second,
        anyOf(
            instanceOf(CommitOutcome.Committed.class),
            instanceOf(CommitOutcome.AlreadyCommitted.class)));
    assertThat(at, Orders.viaManifest(storage), is(AFTER));
    assertThat(at, plainListing(root), is(AFTER));
    // Long after, a repair leaves nothing but the data and the newest manifest.
    dataset.repair(storage, Orders.later(Duration.ofDays(3)));
    assertThat(at, storage.list(Layout.STAGING), is(empty()));
    assertThat(at, storage.list(Layout.RETIRED), is(empty()));
    assertThat(at, storage.list(Layout.MANIFESTS).size(), is(2));
    assertThat(at, Orders.viaManifest(storage), is(AFTER));
    return faulty.hasFailed();
  }

  private static CommitOutcome run(
      ParquetDataset dataset, Storage storage, RunToken token, List<Row> rows) throws IOException {
    try (ReplaceStore store = dataset.open(LAYOUT, storage, InstantSource.system())) {
      return Orders.run(store, token, false, rows);
    }
  }

  private static List<String> plainListing(Path root) throws Exception {
    assertThat(Files.isDirectory(root), is(true));
    return DuckDb.query(
        "SELECT order_id, order_date, note FROM read_parquet('"
            + root
            + "/**/*.parquet', hive_partitioning = true) ORDER BY order_id");
  }
}
