package io.refrain.parquet.dataset;

import static io.refrain.parquet.dataset.Orders.BOTH_DAYS;
import static io.refrain.parquet.dataset.Orders.LAYOUT;
import static io.refrain.parquet.dataset.Orders.day;
import static io.refrain.parquet.dataset.Orders.order;
import static io.refrain.parquet.dataset.Orders.token;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceStore.CommitAnswer;
import io.refrain.core.store.Staged;
import io.refrain.core.store.StoreState;
import io.refrain.parquet.DuckDb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetStoreTest {
  private static final List<Row> ROWS =
      List.of(order(1, "2024-03-15", "a"), order(2, "2024-03-16", null));
  private static final List<String> STORED = List.of("1|2024-03-15|a", "2|2024-03-16|null");

  @TempDir Path dir;
  private Path root;
  private Storage storage;
  private ParquetDataset dataset;

  @BeforeEach
  void dataset() {
    root = dir.resolve("orders");
    storage = new LocalStorage(root);
    dataset = ParquetDataset.at(root.toString()).partitionedBy("order_date");
  }

  private ReplaceStore store() {
    return dataset.open(LAYOUT, storage, InstantSource.system());
  }

  private CommitOutcome run(RunToken token, List<Row> rows) throws IOException {
    return Orders.run(store(), token, false, rows);
  }

  private String plain() {
    return "FROM read_parquet('" + root + "/**/*.parquet', hive_partitioning = true)";
  }

  @Test
  void replacedPartitionsAreReadByOthersAsTheyStand() throws Exception {
    run(token(BOTH_DAYS, 1), List.of(order(7, "2024-03-15", "gone")));

    run(token(BOTH_DAYS, 2), ROWS);

    assertThat(Orders.viaManifest(storage), is(STORED));
    assertThat(
        DuckDb.query("SELECT order_id, order_date, note " + plain() + " ORDER BY 1"), is(STORED));
    assertThat(dataset.files().size(), is(2));
    for (String file : dataset.files()) {
      assertThat(Files.exists(Path.of(file)), is(true));
    }
  }

  @Test
  void sameRunTwiceIsOneRun() throws Exception {
    CommitOutcome first = run(token(BOTH_DAYS, 1), ROWS);

    CommitOutcome second = run(token(BOTH_DAYS, 1), ROWS);

    assertThat(second, instanceOf(CommitOutcome.AlreadyCommitted.class));
    assertThat(second.receiptOrThrow(), is(first.receiptOrThrow()));
    assertThat(dataset.receipt(token(BOTH_DAYS, 1)).get(), is(first.receiptOrThrow()));
    assertThat(Orders.viaManifest(storage), is(STORED));
  }

  @Test
  void olderRunAfterANewerOneChangesNothing() throws Exception {
    run(token(BOTH_DAYS, 5), ROWS);

    CommitOutcome zombie = run(token(BOTH_DAYS, 4), List.of(order(9, "2024-03-15", "zombie")));

    assertThat(zombie, instanceOf(CommitOutcome.Superseded.class));
    assertThat(Orders.viaManifest(storage), is(STORED));
    assertThat(storage.list(Layout.STAGING), is(empty()));
  }

  @Test
  void stalePlanIsRefusedAndDisjointScopesBothLand() throws Exception {
    ReplaceStore one = store();
    ReplaceStore two = store();
    List<Staged> first = Orders.stage(one, LAYOUT, List.of(order(1, "2024-03-15", "a")));
    List<Staged> second = Orders.stage(two, LAYOUT, List.of(order(2, "2024-03-16", null)));
    StoreState stateOfOne = one.read(day("2024-03-15"));
    StoreState stateOfTwo = two.read(day("2024-03-16"));

    assertThat(
        one.commit(Orders.plan(stateOfOne, token(day("2024-03-15"), 1), first)),
        is(CommitAnswer.DONE));
    assertThat(
        two.commit(Orders.plan(stateOfTwo, token(day("2024-03-16"), 2), second)),
        is(CommitAnswer.STATE_CHANGED));
    CommitOutcome again = Orders.commit(two, token(day("2024-03-16"), 2), false, second);

    assertThat(again, instanceOf(CommitOutcome.Committed.class));
    assertThat(Orders.viaManifest(storage), is(STORED));
    assertThat(dataset.ledger().size(), is(2));
  }

  @Test
  void manyCommittersAtOnceLoseNothing() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 10; i < 22; i++) {
      String date = "2024-03-" + i;
      long epoch = i;
      Thread thread =
          new Thread(
              () -> {
                try {
                  CommitOutcome outcome =
                      run(token(day(date), epoch), List.of(order(epoch, date, "x")));
                  outcome.receiptOrThrow();
                } catch (IOException | RuntimeException | Error e) {
                  failures.add(e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failures, is(empty()));
    assertThat(Orders.viaManifest(storage).size(), is(12));
    assertThat(DuckDb.query("SELECT count(*), sum(order_id) " + plain()), contains("12|186"));
  }

  @Test
  void readerOfAnOlderManifestKeepsItsContent() throws Exception {
    run(token(BOTH_DAYS, 1), ROWS);
    Manifest old = new ManifestLog(storage).newest().get();

    run(token(BOTH_DAYS, 2), List.of(order(3, "2024-03-15", "new")));

    List<LiveFile> files = LiveFile.of(old);
    assertThat(Orders.read(storage, LAYOUT, files), is(STORED));
    dataset.repair(storage, Orders.later(Duration.ofHours(25)));
    IOException e = assertThrows(IOException.class, () -> Orders.read(storage, LAYOUT, files));
    assertThat(e.getMessage(), containsString("removed after the safe age"));
  }

  @Test
  void nothingYoungIsSwept() throws Exception {
    run(token(BOTH_DAYS, 1), ROWS);
    Orders.stage(store(), LAYOUT, List.of(order(3, "2024-03-15", "never committed")));
    run(token(BOTH_DAYS, 2), ROWS);

    RepairReport young = dataset.repair(storage, Orders.later(Duration.ofHours(23)));
    assertThat(young.removed(), is(empty()));
    RepairReport old = dataset.repair(storage, Orders.later(Duration.ofHours(25)));

    assertThat(old.version(), is(2L));
    assertThat(old.removed(), hasItem(containsString("/staging/")));
    assertThat(old.removed(), hasItem(containsString("/retired/")));
    assertThat(old.removed(), hasItem(Layout.manifest(1)));
    assertThat(old.removed(), not(hasItem(Layout.manifest(2))));
    assertThat(Orders.viaManifest(storage), is(STORED));
  }

  @Test
  void safeAgeHasAnEffect() throws Exception {
    run(token(BOTH_DAYS, 1), ROWS);
    run(token(BOTH_DAYS, 2), ROWS);

    RepairReport report =
        dataset
            .withSafeAge(Duration.ofMinutes(1))
            .repair(storage, Orders.later(Duration.ofMinutes(2)));

    assertThat(report.removed(), hasItem(containsString("/retired/")));
  }

  @Test
  void repairCompletesWhatACrashLeft() throws Exception {
    run(token(BOTH_DAYS, 1), List.of(order(7, "2024-03-15", "old")));
    Storage halfDone =
        new ForwardingStorage(storage) {
          @Override
          public void move(String from, String to) throws IOException {
            throw new IOException("the machine is gone");
          }
        };
    Orders.run(
        dataset.open(LAYOUT, halfDone, InstantSource.system()), token(BOTH_DAYS, 2), false, ROWS);
    assertThat(Orders.viaManifest(storage), is(STORED));
    assertThat(DuckDb.query("SELECT order_id " + plain()), contains("7"));

    RepairReport report = dataset.repair();

    assertThat(report.moved(), is(3));
    assertThat(
        DuckDb.query("SELECT order_id, order_date, note " + plain() + " ORDER BY 1"), is(STORED));
    assertThat(dataset.repair().moved(), is(0));
  }

  @Test
  void fullDiskPublishesNothingAndSaysSo() throws Exception {
    run(token(BOTH_DAYS, 1), ROWS);
    Storage full =
        new ForwardingStorage(storage) {
          @Override
          public WritableByteChannel create(String path) throws IOException {
            WritableByteChannel channel = super.create(path);
            return new WritableByteChannel() {
              @Override
              public int write(ByteBuffer source) throws IOException {
                throw new IOException("No space left on device");
              }

              @Override
              public boolean isOpen() {
                return channel.isOpen();
              }

              @Override
              public void close() throws IOException {
                channel.close();
              }
            };
          }
        };
    ReplaceStore store = dataset.open(LAYOUT, full, InstantSource.system());

    IOException e =
        assertThrows(IOException.class, () -> Orders.run(store, token(BOTH_DAYS, 2), false, ROWS));

    assertThat(
        e.getMessage(),
        allOf(
            containsString("Cannot stage rows of order_date=2024-03-15"),
            containsString("No space left on device"),
            containsString("Nothing was committed")));
    assertThat(storage.list(Layout.STAGING), is(empty()));
    assertThat(Orders.viaManifest(storage), is(STORED));
  }

  @Test
  void stagedFileThatIsGoneIsNeverListed() throws Exception {
    ReplaceStore store = store();
    List<Staged> staged = Orders.stage(store, LAYOUT, ROWS);
    storage.delete(staged.get(0).location());
    StoreState state = store.read(BOTH_DAYS);

    IOException e =
        assertThrows(
            IOException.class, () -> store.commit(Orders.plan(state, token(BOTH_DAYS, 1), staged)));

    assertThat(e.getMessage(), containsString("is gone. Nothing was changed"));
    assertThat(new ManifestLog(storage).head().version(), is(0L));
  }

  @Test
  void directoryWithOtherFilesIsAConflictUntilTakenOver() throws Exception {
    write("order_date=2024-03-15/spark.parquet");
    write("order_date=2024-05-01/spark.parquet");
    write("_SUCCESS");
    write("order_date=2024-03-15/.spark.parquet.crc");

    CommitOutcome refused = run(token(BOTH_DAYS, 1), ROWS);

    assertThat(refused, instanceOf(CommitOutcome.Conflict.class));
    assertThat(
        ((CommitOutcome.Conflict) refused).message(),
        containsString("order_date=2024-03-15/spark.parquet, order_date=2024-05-01/spark.parquet"));
    assertThat(
        Orders.run(store(), token(BOTH_DAYS, 2), true, ROWS),
        instanceOf(CommitOutcome.Committed.class));
    // Only what the scope covers went; hidden files stay.
    assertThat(Files.exists(root.resolve("order_date=2024-03-15/spark.parquet")), is(false));
    assertThat(Files.exists(root.resolve("order_date=2024-05-01/spark.parquet")), is(true));
    assertThat(Files.exists(root.resolve("_SUCCESS")), is(true));
    assertThat(Files.exists(root.resolve("order_date=2024-03-15/.spark.parquet.crc")), is(true));
    assertThat(Orders.viaManifest(storage), is(STORED));
  }

  @Test
  void fileThatSomebodyAddsToThePartitionIsAConflict() throws Exception {
    run(token(BOTH_DAYS, 1), ROWS);
    write("order_date=2024-03-15/stranger.parquet");

    assertThat(run(token(BOTH_DAYS, 2), ROWS), instanceOf(CommitOutcome.Conflict.class));
    assertThat(
        run(token(day("2024-03-16"), 3), List.of(ROWS.get(1))),
        instanceOf(CommitOutcome.Committed.class));
  }

  private void write(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, "not ours".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void scopeOfEverythingEmptiesTheRest() throws Exception {
    run(token(BOTH_DAYS, 1), ROWS);

    run(token(ReplaceScope.everything(), 2), List.of(ROWS.get(0)));

    assertThat(Orders.viaManifest(storage), is(STORED.subList(0, 1)));
    assertThat(dataset.ledger().size(), is(1));
  }

  @Test
  void partitionValuesOfEveryKindComeBack() throws Exception {
    Schema schema = Schema.builder().addInt64Field("id").addNullableStringField("p").build();
    RowLayout layout = RowLayout.of(schema);
    ParquetDataset byText = ParquetDataset.at(root.toString()).partitionedBy("p");
    List<String> values =
        Arrays.asList(
            "a/b",
            "..",
            ".",
            "a=b",
            "a b",
            "größe",
            "日本",
            "100%",
            "x'\"\\#?*:[{}]^",
            "\n",
            " ",
            "+",
            "%2F",
            null);
    ReplaceStore store = byText.open(layout, storage, InstantSource.system());
    List<Staged> staged = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Partition partition = new Partition(List.of("p"), Arrays.asList(values.get(i)));
      Row row = Row.withSchema(schema).attachValues((long) i, values.get(i));
      staged.addAll(Orders.stage(store, layout, partition, List.of(row)));
      expected.add(i + "|" + values.get(i));
    }

    CommitOutcome outcome =
        Orders.commit(store, token(ReplaceScope.everything(), 1), false, staged);

    assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
    expected.sort(null);
    assertThat(Orders.viaManifest(storage), is(expected));
    List<String> plain =
        DuckDb.query(
            "SELECT id, p FROM read_parquet('"
                + root
                + "/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)");
    plain.sort(null);
    assertThat(plain, is(expected));
    // No value left the dataset's directory.
    try (var siblings = Files.list(dir)) {
      assertThat(siblings.toList(), contains(root));
    }
  }

  @Test
  void addedNullableColumnReadsAsNullInOlderFiles() throws Exception {
    run(token(BOTH_DAYS, 1), ROWS);
    Schema wider =
        Schema.builder()
            .addFields(Orders.SCHEMA.getFields())
            .addNullableField("city", FieldType.STRING)
            .build();
    RowLayout layout = RowLayout.of(wider);
    ReplaceStore store = dataset.open(layout, storage, InstantSource.system());
    Row row =
        Row.withSchema(wider)
            .attachValues(5L, java.time.LocalDate.parse("2024-03-15"), "b", "Köln");

    Orders.run(store, layout, token(day("2024-03-15"), 2), false, List.of(row));

    assertThat(
        Orders.viaManifest(storage), contains("2|2024-03-16|null|null", "5|2024-03-15|b|Köln"));
  }

  @Test
  void columnsThatDoNotFitAreRefusedWithBothTypes() throws Exception {
    run(token(BOTH_DAYS, 1), ROWS);
    Schema other =
        Schema.builder()
            .addStringField("order_id")
            .addField(Orders.SCHEMA.getField("order_date"))
            .addNullableStringField("note")
            .build();
    ReplaceStore store = dataset.open(RowLayout.of(other), storage, InstantSource.system());

    RefrainException e = assertThrows(RefrainException.class, () -> store.read(day("2024-03-15")));

    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    assertThat(
        e.getMessage(),
        containsString("column 'order_id' is VARCHAR, and in the dataset it is BIGINT"));
    assertThat(store.read(ReplaceScope.everything()).version(), is("1"));
  }

  @Test
  void missingColumnIsRefused() throws Exception {
    run(token(BOTH_DAYS, 1), ROWS);
    Schema fewer =
        Schema.builder()
            .addInt64Field("order_id")
            .addField(Orders.SCHEMA.getField("order_date"))
            .build();
    ReplaceStore store = dataset.open(RowLayout.of(fewer), storage, InstantSource.system());

    RefrainException e = assertThrows(RefrainException.class, () -> store.read(day("2024-03-15")));

    assertThat(e.getMessage(), containsString("it has no column 'note' (VARCHAR)"));
  }

  @Test
  void otherPartitionColumnsAreRefused() throws Exception {
    run(token(BOTH_DAYS, 1), ROWS);
    ReplaceStore store =
        ParquetDataset.at(root.toString())
            .partitionedBy("note")
            .open(LAYOUT, storage, InstantSource.system());

    RefrainException e =
        assertThrows(RefrainException.class, () -> store.read(ReplaceScope.everything()));

    assertThat(e.getMessage(), containsString("it is partitioned by [order_date]"));
  }

  @Test
  void largePartitionsAreCutIntoFilesOfTheTargetSize() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      rows.add(order(i * 7919L, "2024-03-15", "note " + Integer.toHexString(i * 31_337)));
    }
    dataset = dataset.withTargetFileBytes(30_000);

    run(token(BOTH_DAYS, 1), rows);

    assertThat(dataset.files().size(), is(org.hamcrest.Matchers.greaterThan(2)));
    assertThat(
        DuckDb.query("SELECT count(*), count(DISTINCT order_id) " + plain()),
        contains("10000|10000"));
  }
}
