package io.refrain.delta;

import static io.refrain.core.merge.MergeOrders.DAY_1;
import static io.refrain.core.merge.MergeOrders.DAY_2;
import static io.refrain.core.merge.MergeOrders.delete;
import static io.refrain.core.merge.MergeOrders.order;
import static io.refrain.core.merge.MergeOrders.orders;
import static io.refrain.core.merge.MergeOrders.stored;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.MergeReceipt;
import io.refrain.core.MergeToken;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.merge.MergeOrders;
import io.refrain.core.merge.MergeRun;
import io.refrain.core.merge.MergeTableSink;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.StoredRows;
import io.refrain.core.store.TableFile;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.Pipelines;
import io.refrain.core.testing.StoreRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is Delta's own in a merge: deletion vectors, other engines, the log, refusals. */
class DeltaMergeTest {
  @TempDir Path dir;
  private Path root;
  private DeltaTable table;
  private Log log;

  @BeforeEach
  void table() {
    root = dir.resolve("orders");
    table = DeltaTable.at(root.toString());
    log = new Log(root);
    DeltaMergeContractTest.create(root);
  }

  private static MergeRun byId(DeltaTable table) {
    return MergeRun.into(table, "order_id");
  }

  private void assertContent(List<Row> expected) {
    assertThat(Orders.text(KernelReader.read(root, MergeOrders.TABLE)), is(Orders.text(expected)));
  }

  private String only() throws IOException {
    List<String> live = log.live();
    assertThat(live.size(), is(1));
    return live.get(0);
  }

  /** Where the rows of some keys stand in the only file. */
  private int[] positions(long... ids) throws IOException {
    List<Integer> found = new ArrayList<>();
    try (MergeStore store = table.open()) {
      String version = store.read(MergeToken.ofBatch("t", 1)).version();
      TableFile file = store.files(version, KeyBounds.ANY).get(0);
      try (StoredRows rows = store.open(file, List.of("order_id"), null)) {
        while (rows.next()) {
          if (Arrays.stream(ids).anyMatch(id -> id == rows.row().getLong(0))) {
            found.add((int) rows.position());
          }
        }
      }
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  private static String conflict(org.junit.jupiter.api.function.Executable act) {
    RefrainException e = assertThrows(RefrainException.class, act);
    assertThat(e.kind(), is(RefrainException.Kind.CONFLICT));
    assertThat(e.getMessage(), containsString(". Nothing was changed. Run again"));
    return e.getMessage();
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> walked = Files.walk(directory)) {
      for (Path path : walked.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void theReceiptSaysHowMuchWasRead() throws Exception {
    byId(table).run(1, Orders.all(orders(1, 1000, DAY_1, 1), orders(1002, 3000, DAY_1, 1)));
    MergeReceipt inserted = byId(table).run(2, List.of(order(1001, DAY_1, 1)));
    MergeReceipt unchanged = byId(table).run(3, orders(5, 6, DAY_1, 1));
    MergeReceipt updated = byId(table).run(4, orders(5, 6, DAY_1, 2));

    assertThat(inserted.work().filesRead(), is(1L));
    assertThat(unchanged.committed(), is(false));
    assertThat(inserted.work().bytesRead(), greaterThan(0L));
    assertThat(unchanged.work().bytesRead(), greaterThan(0L));
    // The file was read once more, to write it anew.
    assertThat(updated.work().filesRewritten(), is(1L));
    assertThat(updated.work().bytesRead(), greaterThan(unchanged.work().bytesRead()));
  }

  @Test
  void aDataFileThatIsGoneIsNamed() throws Exception {
    byId(table).run(1, orders(1, 5, DAY_1, 1));
    Files.delete(root.resolve(only()));

    IOException failure =
        assertThrows(IOException.class, () -> byId(table).run(2, orders(5, 6, DAY_1, 2)));

    assertThat(
        failure.getMessage(),
        containsString(
            only() + ": it is not there, though the log lists it. Nothing was changed."));
  }

  // The log.

  @Test
  void aMergeIsOneEntryWithItsReceipt() throws Exception {
    byId(table).run(1, orders(1, 5, DAY_1, 1));
    long before = log.version();

    MergeReceipt receipt = byId(table).run(2, Orders.all(orders(5, 6, DAY_1, 2)));

    assertThat(log.version(), is(before + 1));
    assertThat(log.actions(log.version(), "remove").size(), is(1));
    assertThat(log.actions(log.version(), "add").size(), is(2));
    assertThat(
        log.actions(log.version(), "domainMetadata").get(0).path("domain").asText(),
        containsString("refrain.merge."));
    assertThat(table.merges().size(), is(2));
    assertThat(table.merges().contains(receipt), is(true));
    assertThat(log.files().stream().filter(f -> f.contains("_refrain")).toList(), is(empty()));
  }

  @Test
  void onlyTheLatestMergesAreRemembered() throws Exception {
    byId(table).run(1, orders(1, 1, DAY_1, 1));
    MergeReceipt receipt = table.merges().get(0);
    TableState now = new KernelLog(root, new LocalFileIo()).newest().get();
    Map<String, String> many = new java.util.HashMap<>(now.domains());
    for (int i = 2; i <= MergeLedger.KEPT; i++) {
      MergeReceipt other =
          new MergeReceipt(MergeToken.ofBatch("test", i), receipt.counts(), receipt.work(), true);
      TableState then = withDomains(now, many, i);
      assertThat(new MergeLedger(then).gone(other.token()), is(Set.of()));
      many.putAll(new MergeLedger(then).set(other));
    }

    TableState full = withDomains(now, many, MergeLedger.KEPT + 1);
    Set<String> gone = new MergeLedger(full).gone(MergeToken.ofBatch("test", 9999));
    Set<String> others = new MergeLedger(full).gone(MergeToken.ofBatch("another", 9999));

    assertThat(gone, is(now.domains().keySet()));
    assertThat(others, is(Set.of()));
  }

  private static TableState withDomains(TableState table, Map<String, String> domains, long at) {
    return new TableState(
        at,
        table.tableId(),
        table.schema(),
        table.partitionColumns(),
        table.properties(),
        table.features(),
        domains,
        table.snapshot());
  }

  // Other engines.

  @Test
  void rowsDeletedByAVectorAreNotReadAndStayDeleted() throws Exception {
    byId(table).run(1, orders(1, 6, DAY_1, 5));
    DeletionVectors.delete(log, only(), positions(2, 4));
    assertContent(
        stored(
            List.of(
                order(1, DAY_1, 5), order(3, DAY_1, 5), order(5, DAY_1, 5), order(6, DAY_1, 5))));

    MergeReceipt receipt = byId(table).run(2, List.of(order(2, DAY_1, 1), order(3, DAY_1, 6)));

    assertThat(receipt.counts().get(Count.INSERTED), equalTo(1L));
    assertThat(receipt.counts().get(Count.UPDATED), equalTo(1L));
    assertContent(
        stored(
            List.of(
                order(1, DAY_1, 5),
                order(2, DAY_1, 1),
                order(3, DAY_1, 6),
                order(5, DAY_1, 5),
                order(6, DAY_1, 5))));
    assertThat(log.actions(log.version(), "remove").get(0).has("deletionVector"), is(true));
  }

  @Test
  void aFileThatLostRowsMeanwhileIsAConflict() throws Exception {
    byId(table).run(1, orders(1, 6, DAY_1, 5));
    MergeRun.Prepared prepared = byId(table).prepare(2, List.of(order(3, DAY_1, 6)));
    DeletionVectors.delete(log, only(), 2);

    String message = conflict(prepared::commit);

    assertThat(
        message,
        containsString(
            "somebody else changed a file that it touches, order_date=2024-03-15/merge-"));
  }

  @Test
  void aCompactionOfUntouchedFilesIsNoConflict() throws Exception {
    byId(table).run(1, orders(1, 6, DAY_1, 5));
    MergeRun.Prepared prepared = byId(table).prepare(2, orders(20, 22, DAY_1, 1));
    log.compact(only());

    prepared.commit();

    assertContent(stored(Orders.all(orders(1, 6, DAY_1, 5), orders(20, 22, DAY_1, 1))));
  }

  @Test
  void aCompactionOfATouchedFileIsAConflict() throws Exception {
    byId(table).run(1, orders(1, 6, DAY_1, 5));
    MergeRun.Prepared prepared = byId(table).prepare(2, orders(3, 3, DAY_1, 6));
    log.compact(only());

    conflict(prepared::commit);

    byId(table).run(3, orders(3, 3, DAY_1, 6));
    assertContent(
        stored(Orders.all(orders(1, 2, DAY_1, 5), orders(3, 3, DAY_1, 6), orders(4, 6, DAY_1, 5))));
  }

  @Test
  void rowsThatWereAddedAndCompactedAreAConflict() throws Exception {
    byId(table).run(1, orders(1, 6, DAY_1, 5));
    MergeRun.Prepared prepared = byId(table).prepare(2, orders(4, 8, DAY_2, 1));
    log.compact(log.appendCopyOf(only()));

    assertThat(
        conflict(prepared::commit), containsString("somebody else added rows where its keys lie"));
  }

  @Test
  void columnsChangedMeanwhileAreAConflict() throws Exception {
    byId(table).run(1, orders(1, 6, DAY_1, 5));
    MergeRun.Prepared prepared = byId(table).prepare(2, orders(20, 21, DAY_2, 1));
    log.append(
        log.changed(
            "metaData",
            m ->
                m.put(
                    "schemaString",
                    m.path("schemaString").asText().replace("\"note\"", "\"remark\""))));

    assertThat(
        conflict(prepared::commit),
        containsString("somebody else changed the columns of the table"));
  }

  @Test
  void aTableDroppedMeanwhileIsAConflict() throws Exception {
    byId(table).run(1, orders(1, 6, DAY_1, 5));
    MergeRun.Prepared gone = byId(table).prepare(2, orders(20, 21, DAY_2, 1));
    MergeRun.Prepared anew = byId(table).prepare(3, orders(20, 21, DAY_2, 1));
    try (MergeStore store = table.open()) {
      deleteAll(root);
      RefrainException dropped =
          assertThrows(RefrainException.class, () -> store.read(MergeToken.ofBatch("test", 9)));
      assertThat(
          dropped.getMessage(), containsString("the table was dropped while this run was at work"));
    }
    assertThat(
        assertThrows(RefrainException.class, gone::commit).getMessage(),
        containsString("There is no Delta table at " + root + " to merge into"));
    DeltaMergeContractTest.create(root);
    byId(table).run(4, orders(1, 6, DAY_1, 5));

    assertThat(conflict(anew::commit), containsString("the table was dropped and made anew"));
  }

  @Test
  void anEntryThatIsCleanedUpCannotBeChecked() throws Exception {
    byId(table).run(1, orders(1, 6, DAY_1, 5));
    long base = log.version();
    MergeRun.Prepared prepared = byId(table).prepare(2, orders(20, 21, DAY_2, 1));
    for (int epoch = 3; log.version() < 12; epoch++) {
      byId(table).run(epoch, orders(3, 3, DAY_1, 5 + epoch));
    }
    Files.delete(root.resolve(String.format("_delta_log/%020d.json", base + 1)));

    assertThat(
        conflict(prepared::commit),
        containsString("version " + (base + 1) + ", by somebody else, is cleaned up already"));
  }

  // Replace and merge.

  @Test
  void aReplaceTakesMergedRowsForSomebodyElses() throws Exception {
    DeltaTable days = table.partitionedBy("order_date");
    RunToken first = new RunToken("orders", Orders.day(DAY_1), 1);
    RunToken second = new RunToken("orders", Orders.day(DAY_1), 2);
    new StoreRun(days, MergeOrders.TABLE, first, CommitPolicy.DEFAULT)
        .run(stored(orders(1, 3, DAY_1, 1)))
        .receiptOrThrow();
    byId(table).run(1, orders(3, 4, DAY_1, 2));

    CommitOutcome outcome =
        new StoreRun(days, MergeOrders.TABLE, second, CommitPolicy.DEFAULT)
            .run(stored(orders(1, 3, DAY_1, 1)));

    assertThat(outcome, instanceOf(CommitOutcome.Conflict.class));
    assertContent(stored(Orders.all(orders(1, 2, DAY_1, 1), orders(3, 4, DAY_1, 2))));
  }

  // What is refused.

  private static String refused(DeltaTable table) {
    RefrainException e = assertThrows(RefrainException.class, table::open);
    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    assertThat(e.getMessage(), containsString(". Nothing was changed. "));
    return e.getMessage();
  }

  @Test
  void tablesThatCannotBeMergedIntoAreRefused() throws Exception {
    assertThat(
        refused(DeltaTable.at(dir + "/none")),
        is(
            "There is no Delta table at "
                + dir
                + "/none to merge into. Nothing was changed. Is the path right? Create the table"
                + " first: a merge does not know all of its columns."));
    assertThat(
        refused(table.partitionedBy("product")),
        containsString("it is partitioned by [order_date], and this run would partition it by"));
    log.append(
        log.changed(
            "metaData",
            m ->
                m.put(
                    "schemaString",
                    m.path("schemaString")
                        .asText()
                        .replace(
                            "\"name\":\"note\",\"type\":\"string\"",
                            "\"name\":\"note\",\"type\":{\"type\":\"array\",\"elementType\":"
                                + "\"string\",\"containsNull\":false}"))));
    assertThat(
        refused(table),
        containsString(
            "its column 'note' is array[string], whose elements take no null, and that is not"
                + " checked here"));
    log.append(
        log.changed(
            "metaData",
            m -> m.withObject("/configuration").put("delta.enableChangeDataFeed", "true")));
    assertThat(refused(table), containsString("its change data feed is on"));
  }

  @Test
  void partitionValuesThatDeltaCannotHoldAreUnfit() throws Exception {
    Schema schema = Schema.builder().addInt64Field("id").addStringField("country").build();
    RowLayout layout = RowLayout.of(schema);
    Path other = dir.resolve("countries");
    create(other, layout, "country");

    try (MergeStore store = DeltaTable.at(other.toString()).open()) {
      assertThat(
          unfit(store, layout, ""),
          is(
              Optional.of(
                  "partition_value in country: the partition value '' cannot be told from null in a"
                      + " Delta table")));
      assertThat(
          unfit(store, layout, "x".repeat(250)),
          is(
              Optional.of(
                  "partition_value in country: the partition value makes a path segment of 258"
                      + " bytes, and 255 is the most")));
      assertThat(unfit(store, layout, "DE"), is(Optional.empty()));
    }
  }

  private static Optional<String> unfit(MergeStore store, RowLayout layout, String country) {
    byte[] row =
        new RowConverter(layout).toBytes(Row.withSchema(layout.schema()).attachValues(1L, country));
    return store
        .unfit(new RowCursor(layout).at(row, 0, row.length))
        .map(u -> new RejectedRow(u.code(), u.column(), u.reason(), "", 0).toString());
  }

  private static void create(Path at, RowLayout layout, String... partitionColumns)
      throws IOException {
    new KernelLog(at, new LocalFileIo())
        .create(
            DeltaTypes.schema(layout),
            List.of(partitionColumns),
            new LogEntry(
                Optional.empty(), List.of(), List.of(), Map.of(), Set.of(), Optional.empty()));
  }

  // Files are read as they were written.

  @Test
  void nestedRowsAndAllTypesAreCarriedOver() throws Exception {
    Schema point = Schema.builder().addInt32Field("x").addNullableStringField("label").build();
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addNullableField("flag", FieldType.BOOLEAN)
            .addNullableField("i8", FieldType.BYTE)
            .addNullableField("i16", FieldType.INT16)
            .addNullableField("f32", FieldType.FLOAT)
            .addNullableField("f64", FieldType.DOUBLE)
            .addNullableField("raw", FieldType.BYTES)
            .addNullableField("point", FieldType.row(point))
            .addNullableField("tags", FieldType.array(FieldType.STRING.withNullable(true)))
            .addNullableField(
                "prices", FieldType.map(FieldType.STRING, FieldType.DOUBLE.withNullable(true)))
            .addNullableField("path", FieldType.array(FieldType.row(point).withNullable(true)))
            .build();
    RowLayout layout = RowLayout.of(schema);
    Row full =
        Row.withSchema(schema)
            .attachValues(
                1L,
                true,
                (byte) -1,
                (short) -2,
                1.5f,
                -0.0,
                new byte[] {0, 1},
                Row.withSchema(point).attachValues(4, null),
                Arrays.asList("a", null, ""),
                java.util.Collections.singletonMap("k", null),
                Arrays.asList(Row.withSchema(point).attachValues(5, "b"), null));
    Object[] nulls = new Object[schema.getFieldCount()];
    nulls[0] = 2L;
    Row empty = Row.withSchema(schema).attachValues(nulls);
    Path other = dir.resolve("types");
    create(other, layout);
    DeltaTable types = DeltaTable.at(other.toString());
    RowConverter converter = new RowConverter(layout);
    List<String> written = new ArrayList<>();
    Log otherLog = new Log(other);
    try (MergeStore store = types.open();
        MergeStager stager = store.stage("attempt")) {
      for (Row row : List.of(full, empty)) {
        byte[] bytes = converter.toBytes(row);
        written.add(Arrays.toString(bytes));
        stager.add(new RowCursor(store.layout()).at(bytes, 0, bytes.length));
      }
      for (StagedFile file : stager.finish()) {
        otherLog.append(Log.add(file.location(), file.bytes()));
      }
    }

    List<String> read = new ArrayList<>();
    try (MergeStore store = types.open()) {
      String version = store.read(MergeToken.ofBatch("t", 1)).version();
      TableFile file = store.files(version, KeyBounds.ANY).get(0);
      try (StoredRows rows = store.open(file, schema.getFieldNames(), null)) {
        while (rows.next()) {
          RowCursor row = rows.row();
          read.add(
              Arrays.toString(
                  Arrays.copyOfRange(row.bytes(), row.offset(), row.offset() + row.length())));
        }
      }
    }

    assertThat(read, is(written));
  }

  @Test
  void columnsOfThePartitionAloneAreReadOncePerRow() throws Exception {
    byId(table).run(1, Orders.all(orders(1, 3, DAY_1, 1)));
    int rows = 0;
    try (MergeStore store = table.open()) {
      String version = store.read(MergeToken.ofBatch("t", 1)).version();
      for (TableFile file : store.files(version, KeyBounds.ANY)) {
        try (StoredRows read = store.open(file, List.of("order_date"), null)) {
          while (read.next()) {
            assertThat(read.row().getLong(0), is(DAY_1.toEpochDay()));
            assertThat(read.position(), is((long) rows));
            rows++;
          }
        }
      }
    }
    assertThat(rows, is(3));
  }

  // Many at once.

  @Test
  void eightMergesOfOtherKeysAllCommit() throws Exception {
    List<Row> expected = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<MergeReceipt>> futures = new ArrayList<>();
      for (int i = 1; i <= 16; i++) {
        int first = 100 * i;
        int epoch = i;
        List<Row> rows = orders(first, first + 4, DAY_1, 1);
        expected.addAll(rows);
        futures.add(pool.submit(() -> byId(table).run(epoch, rows)));
      }
      for (Future<MergeReceipt> future : futures) {
        assertThat(future.get().counts().get(Count.INSERTED), is(5L));
      }
    } finally {
      pool.shutdown();
    }
    assertContent(stored(expected));
    assertThat(table.merges().size(), is(16));
  }

  @Test
  void eightMergesOfOneKeyLoseNoUpdate() throws Exception {
    byId(table).run(1, orders(1, 3, DAY_1, 1));
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 2; i <= 9; i++) {
        int version = i;
        futures.add(
            pool.submit(
                () -> {
                  List<Row> rows =
                      List.of(order(2, DAY_1, version), order(100 + version, DAY_1, 1));
                  for (int tries = 0; ; tries++) {
                    try {
                      return byId(table).run(version, rows);
                    } catch (RefrainException e) {
                      if (e.kind() != RefrainException.Kind.CONFLICT || tries == 50) {
                        throw e;
                      }
                    }
                  }
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } finally {
      pool.shutdown();
    }
    assertContent(
        stored(
            Orders.all(
                orders(1, 1, DAY_1, 1),
                List.of(order(2, DAY_1, 9)),
                orders(3, 3, DAY_1, 1),
                orders(102, 109, DAY_1, 1))));
  }

  // Pipelines.

  private void merge(long epoch, List<Row> rows) {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.of(rows).withRowSchema(MergeOrders.INPUT))
        .apply(
            MergeTableSink.<Row>into(table)
                .byKey("order_id")
                .latestBy("updated_at")
                .changeKind("op")
                .hardDeletes()
                .pipelineName("orders")
                .epoch(epoch));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aJobThatMergesTwiceLeavesEachKeyOnce() throws Exception {
    byId(table).run(1, orders(1, 4, DAY_1, 1));
    List<Row> changes =
        List.of(
            MergeOrders.change(order(2, DAY_2, 2), "u"),
            delete(3, 2),
            MergeOrders.change(order(9, DAY_2, 1), "c"));

    merge(5, changes);
    long version = log.version();
    merge(5, changes);
    merge(6, changes);

    assertThat(log.version(), is(version));
    assertContent(
        stored(
            List.of(
                order(1, DAY_1, 1), order(2, DAY_2, 2), order(4, DAY_1, 1), order(9, DAY_2, 1))));
  }

  @Test
  void whatACrashStagedIsSweptLater() throws Exception {
    byId(table).prepare(1, orders(1, 4, DAY_1, 1));
    assertThat(log.files().stream().filter(f -> f.endsWith(".parquet")).count(), is(1L));

    List<String> removed =
        table.repair(
            java.time.InstantSource.fixed(
                java.time.Instant.now().plus(java.time.Duration.ofHours(25))));

    assertThat(removed.size(), is(1));
    assertThat(log.files().stream().filter(f -> f.endsWith(".parquet")).toList(), is(empty()));
  }
}
