package io.refrain.iceberg;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.DAY_2;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.month;
import static io.refrain.core.testing.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import io.refrain.core.Count;
import io.refrain.core.DataInterval;
import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.store.Staged;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.StoreRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.values.Row;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.DVFileWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.OutputFileFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables whose files do not lie as the scopes do. */
class IcebergLayoutTest {
  private static final Schema EVENTS =
      Schema.builder()
          .addInt64Field("id")
          .addField("at", FieldType.logicalType(new MicrosInstant()))
          .addNullableField("text", FieldType.STRING)
          .build();

  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() {
    lake = new Lake(directory);
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  private static Row event(long id, String at) {
    return Row.withSchema(EVENTS).addValues(id, Instant.parse(at), "event " + id).build();
  }

  private static StoreRun events(IcebergTable target, String interval, long epoch) {
    ReplaceScope scope = ReplaceScope.interval("at", DataInterval.parse(interval));
    return new StoreRun(target, EVENTS, new RunToken("orders", scope, epoch), CommitPolicy.DEFAULT);
  }

  private static CommitOutcome.Committed committed(CommitOutcome outcome) {
    assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
    return (CommitOutcome.Committed) outcome;
  }

  private List<Long> ids(IcebergTable target) {
    List<Long> ids = new ArrayList<>();
    lake.records(target).forEach(record -> ids.add((Long) record.getField("id")));
    ids.sort(null);
    return ids;
  }

  private static List<Row> twoDays() {
    return List.of(
        event(1, "2024-03-15T00:00:00Z"),
        event(2, "2024-03-15T11:59:59.999999Z"),
        event(3, "2024-03-15T12:00:00Z"),
        event(4, "2024-03-15T23:59:59.999999Z"),
        event(5, "2024-03-16T00:00:00Z"),
        event(6, "2024-03-16T12:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"day(at)", "hour(at)", "month(at)", "bucket(3, id)", "truncate(5, text)", "none"})
  void anIntervalIsReplacedRowByRow(String term) throws Exception {
    IcebergTable target = lake.newTable().createIfMissing();
    target = term.equals("none") ? target : target.partitionedBy(term);
    committed(events(target, "2024-03-15/2024-03-17", 1).run(twoDays()));
    assertThat(ids(target), equalTo(List.of(1L, 2L, 3L, 4L, 5L, 6L)));
    CommitOutcome.Committed second =
        committed(
            events(target, "2024-03-15T12/2024-03-16T12", 2)
                .run(List.of(event(13, "2024-03-15T12:00:00Z"))));
    assertThat(second.receipt().counts().get(Count.DELETED), equalTo(3L));
    assertThat(ids(target), equalTo(List.of(1L, 2L, 6L, 13L)));
    committed(events(target, "2024-03-15", 3).run(List.of()));
    assertThat(ids(target), equalTo(List.of(6L)));
    assertThat(
        events(target, "2024-03-15", 2).run(twoDays()), instanceOf(CommitOutcome.Superseded.class));
  }

  @Test
  void anIntervalAlongTheSpecRewritesNothing() throws Exception {
    IcebergTable target = lake.newTable().partitionedBy("day(at)").createIfMissing();
    committed(events(target, "2024-03-15/2024-03-17", 1).run(twoDays()));
    committed(events(target, "2024-03-15", 2).run(List.of()));
    Map<String, String> summary = lake.table(target).currentSnapshot().summary();
    assertThat(summary.get("deleted-data-files"), equalTo("1"));
    assertThat(summary.get("added-data-files"), equalTo(null));
  }

  @Test
  void rowsOfAnotherPipelineInTheSameFileKeepTheirOwner() throws Exception {
    IcebergTable target = lake.newTable().createIfMissing();
    committed(events(target, "2024-03-15", 1).run(twoDays().subList(0, 4)));
    StoreRun other = events(target, "2024-03-15T12", 2).pipeline("returns");
    assertThat(other.run(List.of()), instanceOf(CommitOutcome.Refused.class));
    committed(other.takeOver().run(List.of(event(13, "2024-03-15T12:30:00Z"))));
    CommitOutcome refused = events(target, "2024-03-15", 3).run(List.of());
    assertThat(refused, instanceOf(CommitOutcome.Refused.class));
    assertThat(
        ((CommitOutcome.Refused) refused).message(),
        containsString("it belongs to the pipeline 'returns'"));
    committed(events(target, "2024-03-15T00/2024-03-15T12", 4).run(List.of()));
    assertThat(ids(target), equalTo(List.of(4L, 13L)));
  }

  @Test
  void aForeignFileThatIsRewrittenInPartStaysForeign() throws Exception {
    IcebergTable target = lake.newTable().createIfMissing();
    committed(events(target, "2024-03-15", 1).run(List.of(event(1, "2024-03-15T00:00:00Z"))));
    Table table = lake.table(target);
    List<Record> rows = new ArrayList<>();
    for (Row row : twoDays().subList(1, 6)) {
      Record record = Lake.record(table, row);
      record.setField("at", ((Instant) row.getValue("at")).atOffset(java.time.ZoneOffset.UTC));
      rows.add(record);
    }
    table.newAppend().appendFile(Lake.write(table, rows)).commit();
    assertThat(
        events(target, "2024-03-15", 2).run(List.of()), instanceOf(CommitOutcome.Conflict.class));
    committed(events(target, "2024-03-15", 3).takeOver().run(List.of()));
    assertThat(ids(target), equalTo(List.of(5L, 6L)));
    assertThat(
        events(target, "2024-03-16", 4).run(List.of()), instanceOf(CommitOutcome.Conflict.class));
  }

  @Test
  void aTableWhoseSpecChangedIsReplacedAllTheSame() throws Exception {
    IcebergTable target = lake.newTable().createIfMissing();
    ReplaceScope both = month("2024-03");
    committed(StoreRun.of(target, both, 1).run(all(orders(DAY_1, 1, 5), orders(DAY_2, 11, 4))));
    lake.table(target).updateSpec().addField(Orders.DATE).commit();
    IcebergTable partitioned = target.partitionedBy(Orders.DATE);
    committed(StoreRun.of(partitioned, day(DAY_1), 2).run(orders(DAY_1, 21, 3)));
    assertOrders(partitioned, all(orders(DAY_1, 21, 3), orders(DAY_2, 11, 4)));
    lake.table(target).updateSpec().addField(Expressions.bucket("order_id", 2)).commit();
    ReplaceScope listed =
        ReplaceScope.partitions(List.of(Orders.partition(DAY_1), Orders.partition(DAY_2)));
    CommitOutcome.Committed last =
        committed(StoreRun.of(partitioned, listed, 3).run(orders(DAY_2, 31, 20)));
    assertThat(last.receipt().counts().get(Count.DELETED), equalTo(7L));
    assertOrders(partitioned, orders(DAY_2, 31, 20));
    assertThat(lake.files(partitioned), hasSize(2));
  }

  private void assertOrders(IcebergTable target, List<Row> expected) {
    assertThat(Orders.text(lake.orders(target)), equalTo(Orders.text(expected)));
  }

  // Deletes that others wrote.

  @ParameterizedTest
  @ValueSource(strings = {"position", "equality", "vector"})
  void deletesOfOthersAreAConflictAndGoWithTheirFile(String kind) throws Exception {
    IcebergTable target =
        lake.newTable()
            .partitionedBy(Orders.DATE)
            .createIfMissing(Map.of("format-version", kind.equals("vector") ? "3" : "2"));
    committed(
        StoreRun.of(target, month("2024-03"), 1)
            .run(all(orders(DAY_1, 1, 5), orders(DAY_2, 11, 4))));
    deleteOne(target, kind);
    assertThat(lake.orders(target), hasSize(8));
    CommitOutcome conflict = StoreRun.of(target, day(DAY_1), 2).run(orders(DAY_1, 1, 5));
    assertThat(conflict, instanceOf(CommitOutcome.Conflict.class));
    assertThat(
        ((CommitOutcome.Conflict) conflict).message(), containsString("(deletes in 1 rows)"));
    CommitOutcome.Committed taken =
        committed(StoreRun.of(target, day(DAY_1), 3).takeOver().run(orders(DAY_1, 1, 5)));
    assertThat(taken.receipt().counts().get(Count.DELETED), equalTo(4L));
    assertOrders(target, all(orders(DAY_1, 1, 5), orders(DAY_2, 11, 4)));
    assertThat(
        lake.table(target).currentSnapshot().summary().get("total-delete-files"), equalTo("0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"position", "equality", "vector"})
  void rowsThatAreCopiedLeaveOutWhatOthersDeleted(String kind) throws Exception {
    IcebergTable target =
        lake.newTable()
            .createIfMissing(Map.of("format-version", kind.equals("vector") ? "3" : "2"));
    committed(
        StoreRun.of(target, month("2024-03"), 1)
            .run(all(orders(DAY_1, 1, 5), orders(DAY_2, 11, 4))));
    deleteOne(target, kind);
    committed(StoreRun.of(target, day(DAY_2), 2).takeOver().run(List.of()));
    assertOrders(target, orders(DAY_1, 2, 4));
    CommitOutcome.Committed last =
        committed(StoreRun.of(target, ReplaceScope.everything(), 3).run(List.of()));
    assertThat(last.receipt().counts().get(Count.DELETED), equalTo(4L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"position", "equality", "vector"})
  void allOfATableIsCountedWithoutWhatOthersDeleted(String kind) throws Exception {
    IcebergTable target =
        lake.newTable()
            .createIfMissing(Map.of("format-version", kind.equals("vector") ? "3" : "2"));
    committed(StoreRun.of(target, month("2024-03"), 1).run(orders(DAY_1, 1, 5)));
    deleteOne(target, kind);
    CommitOutcome.Committed last =
        committed(StoreRun.of(target, ReplaceScope.everything(), 2).takeOver().run(List.of()));
    assertThat(last.receipt().counts().get(Count.DELETED), equalTo(4L));
    assertOrders(target, List.of());
  }

  @Test
  void aTableOfVersionOneIsReplacedToo() throws Exception {
    IcebergTable target =
        lake.newTable().partitionedBy(Orders.DATE).createIfMissing(Map.of("format-version", "1"));
    committed(StoreRun.of(target, month("2024-03"), 1).run(orders(DAY_1, 1, 5)));
    committed(StoreRun.of(target, month("2024-03"), 2).run(orders(DAY_2, 11, 4)));
    assertOrders(target, orders(DAY_2, 11, 4));
    lake.append(target, DAY_2, 900, 2);
    assertThat(
        StoreRun.of(target, month("2024-03"), 3).run(List.of()),
        instanceOf(CommitOutcome.Conflict.class));
  }

  /** Somebody else deletes the order of number 1. */
  private void deleteOne(IcebergTable target, String kind) throws IOException {
    Table table = lake.table(target);
    FileScanTask file = null;
    for (FileScanTask task : lake.files(target)) {
      if (table.spec().isUnpartitioned()
          || task.file().location().contains("order_date=2024-03-15")) {
        file = task;
      }
    }
    RowDelta delta = table.newRowDelta();
    delta.addDeletes(delete(table, file, kind)).commit();
  }

  private static DeleteFile delete(Table table, FileScanTask task, String kind) throws IOException {
    PartitionKey key = new PartitionKey(table.spec(), table.schema());
    for (int i = 0; i < key.size(); i++) {
      key.set(i, task.file().partition().get(i, Object.class));
    }
    if (kind.equals("vector")) {
      OutputFileFactory out =
          OutputFileFactory.builderFor(table, 1, 1).format(FileFormat.PUFFIN).build();
      DVFileWriter writer = new BaseDVFileWriter(out, path -> null);
      try (writer) {
        writer.delete(task.file().location(), 0, table.spec(), key);
      }
      return writer.result().deleteFiles().get(0);
    }
    EncryptedOutputFile out =
        EncryptedFiles.plainAsEncryptedOutput(
            table
                .io()
                .newOutputFile(
                    table
                        .locationProvider()
                        .newDataLocation(
                            table.spec(), key, java.util.UUID.randomUUID() + "-deletes.parquet")));
    org.apache.iceberg.Schema keys = table.schema().select("order_id");
    GenericFileWriterFactory writers =
        new GenericFileWriterFactory.Builder(table)
            .deleteFileFormat(FileFormat.PARQUET)
            .equalityFieldIds(new int[] {keys.findField("order_id").fieldId()})
            .equalityDeleteRowSchema(keys)
            .build();
    if (kind.equals("equality")) {
      EqualityDeleteWriter<Record> writer = writers.newEqualityDeleteWriter(out, table.spec(), key);
      Record one = GenericRecord.create(keys);
      one.setField("order_id", 1L);
      try (writer) {
        writer.write(one);
      }
      return writer.toDeleteFile();
    }
    PositionDeleteWriter<Record> writer = writers.newPositionDeleteWriter(out, table.spec(), key);
    try (writer) {
      writer.write(PositionDelete.<Record>create().set(task.file().location(), 0));
    }
    return writer.toDeleteFile();
  }

  // Branches and history.

  @Test
  void aBranchHasItsOwnRuns() throws Exception {
    IcebergTable main = lake.newOrders();
    IcebergTable audit = main.branch("audit");
    committed(StoreRun.of(main, day(DAY_1), 1).run(orders(DAY_1, 1, 5)));
    StoreRun onBranch = StoreRun.of(audit, day(DAY_1), 2);
    List<Staged> staged = onBranch.stage(orders(DAY_1, 21, 3));
    committed(onBranch.commit(staged));
    assertOrders(main, orders(DAY_1, 1, 5));
    assertOrders(audit, orders(DAY_1, 21, 3));
    assertThat(audit.name(), containsString(" (branch audit) in jdbc:sqlite:"));
    assertThat(main.ledger().get(0).token().epoch(), equalTo(1L));
    assertThat(audit.ledger().get(0).token().epoch(), equalTo(2L));

    lake.table(main).manageSnapshots().fastForwardBranch("main", "audit").commit();
    assertOrders(main, orders(DAY_1, 21, 3));
    StoreRun onMain = StoreRun.of(main, day(DAY_1), 2);
    assertThat(onMain.commit(staged), instanceOf(CommitOutcome.AlreadyCommitted.class));
    committed(StoreRun.of(main, day(DAY_1), 3).run(orders(DAY_1, 1, 5)));
    assertOrders(main, orders(DAY_1, 1, 5));
    assertOrders(audit, orders(DAY_1, 21, 3));
  }

  @Test
  void aRunThatWasRolledBackIsNotInEffect() throws Exception {
    IcebergTable target = lake.newOrders();
    committed(StoreRun.of(target, day(DAY_1), 1).run(orders(DAY_1, 1, 5)));
    long before = lake.table(target).currentSnapshot().snapshotId();
    committed(StoreRun.of(target, day(DAY_1), 2).run(orders(DAY_1, 21, 3)));
    committed(StoreRun.of(target, day(DAY_2), 3).run(orders(DAY_2, 31, 3)));
    lake.table(target).manageSnapshots().rollbackTo(before).commit();
    assertThat(target.ledger(), hasSize(1));
    assertThat(
        StoreRun.of(target, day(DAY_1), 1).run(orders(DAY_1, 1, 5)),
        instanceOf(CommitOutcome.AlreadyCommitted.class));
    committed(StoreRun.of(target, day(DAY_1), 2).run(orders(DAY_1, 21, 3)));
    assertOrders(target, orders(DAY_1, 21, 3));
  }

  @Test
  void aLedgerOfALaterReleaseIsNotTouched() throws Exception {
    IcebergTable target = lake.newOrders();
    committed(StoreRun.of(target, day(DAY_1), 1).run(orders(DAY_1, 1, 5)));
    lake.table(target).updateProperties().set("refrain.ledger.main", "{\"format\":2}").commit();
    io.refrain.core.RefrainException e =
        org.junit.jupiter.api.Assertions.assertThrows(
            io.refrain.core.RefrainException.class,
            () -> StoreRun.of(target, day(DAY_1), 2).run(List.of()));
    assertThat(
        e.getMessage(),
        containsString(
            "its property refrain.ledger.main is a ledger of format 2, and this release reads"
                + " format 1. Nothing was changed."));
  }

  // Partitions of other types.

  @Test
  void partitionsOfEveryTypeAreReplacedOneByOne() throws Exception {
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addNullableField("region", FieldType.STRING)
            .addField("at", FieldType.logicalType(new MicrosInstant()))
            .addNullableField("flag", FieldType.BOOLEAN)
            .addNullableField(
                "price",
                FieldType.logicalType(
                    org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric.of(8, 2)))
            .addField("kind", FieldType.INT32)
            .build();
    IcebergTable target =
        lake.newTable().partitionedBy("region", "at", "flag", "price", "kind").createIfMissing();
    Instant at = Instant.parse("2024-03-15T10:00:00.000001Z");
    List<Row> rows = new ArrayList<>();
    rows.add(row(schema, 1L, "a b/c=d%e:ü", at, true, "1.50"));
    rows.add(row(schema, 2L, null, at, null, null));
    rows.add(row(schema, 3L, "north", at, false, "-2.00"));
    StoreRun first =
        new StoreRun(
            target,
            schema,
            new RunToken("orders", ReplaceScope.present(), 1),
            CommitPolicy.DEFAULT);
    committed(first.run(rows));
    List<Partition> partitions = first.stage(rows).stream().map(Staged::partition).toList();
    assertThat(
        partitions.get(0).values(),
        equalTo(List.of("a b/c=d%e:ü", "2024-03-15 10:00:00.000001", "true", "1.50", "7")));
    for (int i = 0; i < 3; i++) {
      ReplaceScope scope = ReplaceScope.partitions(List.of(partitions.get(i)));
      StoreRun run =
          new StoreRun(target, schema, new RunToken("orders", scope, 2 + i), CommitPolicy.DEFAULT);
      CommitOutcome.Committed done = committed(run.run(List.of()));
      assertThat(done.receipt().counts().get(Count.DELETED), equalTo(1L));
      assertThat(lake.records(target).size(), is(2 - i));
    }
  }

  private static Row row(
      Schema schema, long id, String region, Instant at, Boolean flag, String price) {
    return Row.withSchema(schema)
        .addValues(id, region, at, flag, price == null ? null : new java.math.BigDecimal(price), 7)
        .build();
  }
}
