package io.refrain.iceberg;

import static io.refrain.core.merge.MergeOrders.DAY_1;
import static io.refrain.core.merge.MergeOrders.DAY_2;
import static io.refrain.core.merge.MergeOrders.TABLE;
import static io.refrain.core.merge.MergeOrders.change;
import static io.refrain.core.merge.MergeOrders.delete;
import static io.refrain.core.merge.MergeOrders.order;
import static io.refrain.core.merge.MergeOrders.orders;
import static io.refrain.core.merge.MergeOrders.stored;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.text;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.MergeReceipt;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.merge.MergeOrders;
import io.refrain.core.merge.MergeRun;
import io.refrain.core.merge.MergeTableSink;
import io.refrain.core.row.RowLayout;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.Pipelines;
import io.refrain.core.testing.StoreRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.Row;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Merges into tables: what is theirs alone, and what others do meanwhile. */
class IcebergMergeTest {
  private static final RowLayout LAYOUT = RowLayout.of(TABLE);

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

  private IcebergTable newTable(int version) {
    return lake.newTable(LAYOUT, version, "order_date");
  }

  private static MergeRun byId(IcebergTable target) {
    return MergeRun.into(target, "order_id");
  }

  private void assertContent(IcebergTable target, List<Row> expected) {
    assertThat(text(lake.mergeOrders(target)), equalTo(text(expected)));
  }

  private static void merge(IcebergTable target, long epoch, List<Row> rows, boolean byPosition) {
    Pipeline pipeline = Pipelines.create();
    MergeTableSink<Row> sink =
        MergeTableSink.<Row>into(target)
            .byKey("order_id")
            .latestBy("updated_at")
            .pipelineName("orders")
            .epoch(epoch);
    pipeline
        .apply(Create.of(rows).withRowSchema(MergeOrders.UPSERTS))
        .apply(byPosition ? sink.deleteByPosition() : sink);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void theReceiptSaysHowMuchWasRead() throws Exception {
    IcebergTable table = newTable(2);
    byId(table).run(1, all(orders(1, 1000, DAY_1, 1), orders(1002, 3000, DAY_1, 1)));
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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPipelineMergesAndDoesNothingTwice(boolean byPosition) {
    IcebergTable target = newTable(3);
    merge(target, 1, orders(1, 20, DAY_1, 1), byPosition);
    merge(target, 2, all(orders(5, 6, DAY_1, 2), orders(30, 31, DAY_2, 1)), byPosition);
    merge(target, 3, all(orders(5, 6, DAY_1, 2), orders(30, 31, DAY_2, 1)), byPosition);
    assertContent(
        target,
        stored(
            all(
                orders(1, 4, DAY_1, 1),
                orders(5, 6, DAY_1, 2),
                orders(7, 20, DAY_1, 1),
                orders(30, 31, DAY_2, 1))));
    List<Object> snapshots = new ArrayList<>();
    lake.table(target).snapshots().forEach(snapshots::add);
    assertThat(snapshots, hasSize(2));
    assertThat(
        lake.table(target).currentSnapshot().summary(),
        allOf(hasEntry("refrain.pipeline", "orders"), hasEntry("refrain.epoch", "2")));
  }

  @Test
  void oneVectorOfAFileTakesTheNextDeletesIn() throws Exception {
    IcebergTable target = newTable(3);
    byId(target).run(1, orders(1, 9, DAY_1, 1));
    MergeRun run = byId(target).hardDeletes().byPosition(true);
    run.run(2, List.of(delete(2, 2)));
    run.run(3, List.of(delete(5, 2), delete(6, 2)));
    List<FileScanTask> files = lake.files(target);
    assertThat(files, hasSize(1));
    assertThat(files.get(0).deletes(), hasSize(1));
    DeleteFile vector = files.get(0).deletes().get(0);
    assertThat(vector.recordCount(), equalTo(3L));
    assertThat(vector.referencedDataFile(), equalTo(files.get(0).file().location()));
    byId(target).run(4, orders(1, 9, DAY_1, 3));
    assertThat(lake.table(target).currentSnapshot().summary(), hasEntry("total-delete-files", "0"));
    assertContent(target, stored(orders(1, 9, DAY_1, 3)));
  }

  @Test
  void deletesByPositionInVersionTwoGoWithTheirFile() throws Exception {
    IcebergTable target = newTable(2);
    byId(target).run(1, orders(1, 9, DAY_1, 1));
    MergeRun run = byId(target).hardDeletes().byPosition(true);
    run.run(2, List.of(delete(2, 2)));
    run.run(3, List.of(delete(5, 2)));
    assertThat(
        lake.table(target).currentSnapshot().summary(), hasEntry("total-position-deletes", "2"));
    byId(target).run(4, orders(1, 9, DAY_1, 3));
    assertContent(target, stored(orders(1, 9, DAY_1, 3)));
    assertThat(lake.table(target).currentSnapshot().summary(), hasEntry("total-delete-files", "0"));
  }

  @Test
  void aTableThatWasUpgradedTakesItsOldDeletesIntoTheVector() throws Exception {
    IcebergTable target = newTable(2);
    byId(target).run(1, orders(1, 9, DAY_1, 1));
    MergeRun run = byId(target).hardDeletes().byPosition(true);
    run.run(2, List.of(delete(2, 2)));
    lake.table(target).updateProperties().set("format-version", "3").commit();
    run.run(3, List.of(delete(5, 2)));
    assertContent(
        target,
        stored(all(orders(1, 1, DAY_1, 1), orders(3, 4, DAY_1, 1), orders(6, 9, DAY_1, 1))));
  }

  @Test
  void versionOneIsMergedByRewritingOnly() throws Exception {
    IcebergTable target = newTable(1);
    byId(target).run(1, orders(1, 9, DAY_1, 1));
    byId(target).run(2, orders(3, 4, DAY_1, 2));
    List<Row> expected =
        stored(all(orders(1, 2, DAY_1, 1), orders(3, 4, DAY_1, 2), orders(5, 9, DAY_1, 1)));
    assertContent(target, expected);
    RefrainException e =
        assertThrows(
            RefrainException.class,
            () -> byId(target).byPosition(true).run(3, orders(1, 1, DAY_1, 2)));
    assertThat(e.kind(), is(Kind.REFUSED));
    assertThat(
        e.getMessage(),
        containsString(
            "it is of format version 1. Nothing was changed. Upgrade it to version 2 or 3"));
    assertContent(target, expected);
  }

  @Test
  void aMissingTableIsNamed() {
    IcebergTable target = lake.newTable();
    RefrainException e =
        assertThrows(RefrainException.class, () -> byId(target).run(1, orders(1, 1, DAY_1, 2)));
    assertThat(e.kind(), is(Kind.REFUSED));
    assertThat(e.getMessage(), containsString("there is no such table"));
  }

  @Test
  void theTokenIsFoundAfterItsSnapshotExpired() throws Exception {
    IcebergTable target = newTable(2);
    MergeReceipt first = byId(target).run(1, orders(1, 9, DAY_1, 1));
    for (int epoch = 2; epoch < 6; epoch++) {
      byId(target).run(epoch, orders(20, 20, DAY_2, epoch));
    }
    lake.expire(target);
    assertThat(byId(target).run(1, orders(1, 9, DAY_1, 7)), equalTo(first));
  }

  @Test
  void aMergeThatWasRolledBackIsNotInEffect() throws Exception {
    IcebergTable target = newTable(2);
    byId(target).run(1, orders(1, 3, DAY_1, 1));
    long before = lake.table(target).currentSnapshot().snapshotId();
    byId(target).run(2, orders(1, 3, DAY_1, 2));
    lake.table(target).manageSnapshots().rollbackTo(before).commit();
    byId(target).run(2, orders(1, 3, DAY_1, 2));
    assertContent(target, stored(orders(1, 3, DAY_1, 2)));
  }

  @Test
  void toAReplaceMergedRowsAreSomebodyElses() throws Exception {
    IcebergTable target = newTable(2).partitionedBy("order_date");
    ReplaceScope scope = ReplaceScope.partitions(List.of(Orders.partition(DAY_1)));
    StoreRun replace =
        new StoreRun(target, TABLE, new RunToken("orders", scope, 1), CommitPolicy.DEFAULT);
    assertThat(
        replace.run(stored(orders(1, 3, DAY_1, 1))), instanceOf(CommitOutcome.Committed.class));
    byId(target).run(2, orders(2, 2, DAY_1, 2));
    StoreRun again =
        new StoreRun(target, TABLE, new RunToken("orders", scope, 3), CommitPolicy.DEFAULT);
    assertThat(again.run(stored(orders(1, 3, DAY_1, 1))), instanceOf(CommitOutcome.Conflict.class));
    assertThat(
        again.takeOver().run(stored(orders(1, 3, DAY_1, 1))),
        instanceOf(CommitOutcome.Committed.class));
    assertContent(target, stored(orders(1, 3, DAY_1, 1)));
  }

  // What others do meanwhile.

  private static String conflict(MergeRun.Prepared merge) {
    RefrainException e = assertThrows(RefrainException.class, merge::commit);
    assertThat(e.kind(), is(Kind.CONFLICT));
    assertThat(e.getMessage(), containsString("Nothing was changed. Run again"));
    return e.getMessage();
  }

  @Test
  void aCompactionMeanwhileIsAConflict() throws Exception {
    IcebergTable target = newTable(2);
    byId(target).run(1, orders(1, 9, DAY_1, 1));
    MergeRun.Prepared merge = byId(target).prepare(2, orders(3, 4, DAY_1, 2));
    lake.compact(target, DAY_1);
    assertThat(conflict(merge), containsString("changed rows of the same keys or files"));
    byId(target).run(3, orders(3, 4, DAY_1, 2));
    assertContent(
        target,
        stored(all(orders(1, 2, DAY_1, 1), orders(3, 4, DAY_1, 2), orders(5, 9, DAY_1, 1))));
  }

  @Test
  void alteredColumnsMeanwhileAreAConflict() throws Exception {
    IcebergTable target = newTable(2);
    MergeRun.Prepared merge = byId(target).prepare(2, orders(3, 4, DAY_1, 2));
    lake.table(target).updateSchema().addColumn("extra", Types.LongType.get()).commit();
    assertThat(conflict(merge), containsString("the table's columns were altered since"));
  }

  @Test
  void aTableMadeAgainMeanwhileIsAConflict() throws Exception {
    IcebergTable target = newTable(2);
    MergeRun.Prepared merge = byId(target).prepare(2, orders(3, 4, DAY_1, 2));
    TableIdentifier name = TableIdentifier.parse(target.spec().table());
    org.apache.iceberg.Schema schema = lake.table(target).schema();
    lake.loaded().dropTable(name, false);
    lake.loaded().createTable(name, schema);
    assertThat(conflict(merge), containsString("the table was dropped and made again since"));
  }

  @Test
  void aRollBackMeanwhileIsAConflict() throws Exception {
    IcebergTable target = newTable(2);
    byId(target).run(1, orders(1, 3, DAY_1, 1));
    long before = lake.table(target).currentSnapshot().snapshotId();
    byId(target).run(2, orders(1, 3, DAY_1, 2));
    MergeRun.Prepared merge = byId(target).prepare(3, orders(3, 4, DAY_1, 3));
    lake.table(target).manageSnapshots().rollbackTo(before).commit();
    assertThat(conflict(merge), containsString("was rolled back or has expired"));
    assertContent(target, stored(orders(1, 3, DAY_1, 1)));
  }

  @Test
  void aColumnOfATypeThatCannotBeHeldIsNamed() {
    IcebergTable target = newTable(3);
    lake.table(target)
        .updateSchema()
        .addColumn("nanos", Types.TimestampNanoType.withoutZone())
        .commit();
    RefrainException e =
        assertThrows(RefrainException.class, () -> byId(target).run(1, orders(1, 1, DAY_1, 2)));
    assertThat(e.kind(), is(Kind.REFUSED));
    assertThat(
        e.getMessage(),
        allOf(
            containsString("Column 'nanos' is of the type timestamp_ns"),
            containsString("Nothing was changed.")));
  }

  @Test
  void eightMergesOfDifferentKeysAllCommit() throws Exception {
    IcebergTable target = newTable(2);
    List<Callable<MergeReceipt>> merges = new ArrayList<>();
    List<Row> expected = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      List<Row> rows = orders(100 * i, 100 * i + 5, DAY_1.plusDays(i), 1);
      expected.addAll(rows);
      long epoch = 1L + i;
      merges.add(() -> byId(target).run(epoch, rows));
    }
    ExecutorService workers = Executors.newFixedThreadPool(8);
    try {
      for (Future<MergeReceipt> merge : workers.invokeAll(merges)) {
        assertThat(merge.get().counts().get(Count.INSERTED), equalTo(6L));
      }
    } finally {
      workers.shutdown();
    }
    assertContent(target, stored(expected));
  }

  // Layout and left-overs.

  @ParameterizedTest
  @ValueSource(strings = {"bucket(4, order_id)", "day(updated_at)", "truncate(2, product)", "none"})
  void transformsFanOutAndAreFound(String term) throws Exception {
    IcebergTable target =
        term.equals("none") ? lake.newTable(LAYOUT, 2) : lake.newTable(LAYOUT, 2, term);
    byId(target).run(1, orders(1, 40, DAY_1, 1));
    byId(target).run(2, orders(10, 12, DAY_1, 2));
    byId(target).hardDeletes().run(3, List.of(change(order(11, DAY_1, 3), "u"), delete(12, 3)));
    assertContent(
        target,
        stored(
            all(
                orders(1, 9, DAY_1, 1),
                orders(10, 10, DAY_1, 2),
                orders(11, 11, DAY_1, 3),
                orders(13, 40, DAY_1, 1))));
  }

  @Test
  void whatACrashedMergeStagedIsRemovedOnceItIsOld() throws Exception {
    IcebergTable target = newTable(3);
    byId(target).run(1, orders(1, 9, DAY_1, 1));
    byId(target).byPosition(true).prepare(2, orders(3, 4, DAY_1, 2));
    assertThat(target.repair().removed(), hasSize(0));
    Instant later = Instant.now().plus(Duration.ofDays(3));
    List<String> removed = target.repair(() -> later).removed();
    assertThat(removed.size(), greaterThan(1));
    assertThat(removed.stream().filter(path -> path.endsWith(".puffin")).toList(), hasSize(1));
    assertContent(target, stored(orders(1, 9, DAY_1, 1)));
  }
}
