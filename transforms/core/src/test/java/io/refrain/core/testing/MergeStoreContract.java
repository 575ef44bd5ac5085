package io.refrain.core.testing;

import static io.refrain.core.merge.MergeOrders.DAY_1;
import static io.refrain.core.merge.MergeOrders.DAY_2;
import static io.refrain.core.merge.MergeOrders.DAY_3;
import static io.refrain.core.merge.MergeOrders.change;
import static io.refrain.core.merge.MergeOrders.delete;
import static io.refrain.core.merge.MergeOrders.order;
import static io.refrain.core.merge.MergeOrders.orders;
import static io.refrain.core.merge.MergeOrders.stored;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.MergeReceipt;
import io.refrain.core.RefrainException;
import io.refrain.core.merge.MergeRun;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every table that is merged into must do, driven without a pipeline. A table's test extends
 * this class and gives tables and a way to read and to append to them, apart from the code under
 * test. Tests by position are run where {@link MergeTarget#deletesByPosition}.
 */
public abstract class MergeStoreContract extends MergeHistories {

  // Rules 1, 13 and 16: what a table holds after a merge.

  @Test
  void anEmptyTableTakesTheRows() throws Exception {
    MergeTarget table = newTable();
    List<Row> rows = Orders.all(orders(1, 5, DAY_1, 1), orders(6, 9, DAY_2, 1));
    MergeReceipt receipt = byId(table).run(1, rows);
    assertThat(receipt.counts().get(Count.INSERTED), equalTo(9L));
    assertThat(receipt.committed(), is(true));
    assertContent(table, stored(rows));
  }

  @Test
  void theSameDeliveryAgainChangesNothing() throws Exception {
    MergeTarget table = newTable();
    List<Row> rows = Orders.all(orders(1, 5, DAY_1, 1), orders(6, 9, DAY_2, 1));
    byId(table).run(1, rows);
    MergeReceipt again = byId(table).run(2, rows);
    assertThat(again.committed(), is(false));
    assertThat(again.counts().get(Count.UNCHANGED), equalTo(9L));
    assertThat(again.work().filesRewritten(), equalTo(0L));
    assertContent(table, stored(rows));
  }

  @Test
  void noRowsChangeNothing() throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 5, DAY_1, 1));
    assertThat(byId(table).run(2, List.of()).committed(), is(false));
    assertContent(table, stored(orders(1, 5, DAY_1, 1)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void newerRowsUpdateAndOlderOnesDoNot(boolean byPosition) throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 4, DAY_1, 5));
    List<Row> delivery =
        List.of(order(1, DAY_1, 6), order(2, DAY_1, 4), order(3, DAY_1, 5), order(9, DAY_1, 1));
    MergeReceipt receipt = mode(byId(table), table, byPosition).run(2, delivery);
    assertThat(receipt.counts().get(Count.UPDATED), equalTo(1L));
    assertThat(receipt.counts().get(Count.STALE), equalTo(1L));
    assertThat(receipt.counts().get(Count.UNCHANGED), equalTo(1L));
    assertThat(receipt.counts().get(Count.INSERTED), equalTo(1L));
    assertContent(
        table,
        stored(
            List.of(
                order(1, DAY_1, 6),
                order(2, DAY_1, 5),
                order(3, DAY_1, 5),
                order(4, DAY_1, 5),
                order(9, DAY_1, 1))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aKeyThatMovesToAnotherPartitionLeavesNoCopy(boolean byPosition) throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 3, DAY_1, 1));
    mode(byId(table), table, byPosition).run(2, List.of(order(2, DAY_3, 2), order(3, null, 2)));
    assertContent(
        table, stored(List.of(order(1, DAY_1, 1), order(2, DAY_3, 2), order(3, null, 2))));
    byId(table).run(3, List.of(order(3, DAY_2, 3)));
    assertContent(
        table, stored(List.of(order(1, DAY_1, 1), order(2, DAY_3, 2), order(3, DAY_2, 3))));
  }

  @Test
  void aKeyWithThePartitionColumnKeepsOneRowInEach() throws Exception {
    MergeTarget table = newTable();
    MergeRun byIdAndDay = MergeRun.into(table, "order_id", "order_date");
    byIdAndDay.run(1, orders(1, 3, DAY_1, 1));
    MergeReceipt receipt = byIdAndDay.run(2, List.of(order(2, DAY_2, 2), order(3, DAY_1, 2)));
    assertThat(receipt.counts().get(Count.INSERTED), equalTo(1L));
    assertThat(receipt.counts().get(Count.UPDATED), equalTo(1L));
    assertContent(
        table,
        stored(
            List.of(
                order(1, DAY_1, 1), order(2, DAY_1, 1), order(2, DAY_2, 2), order(3, DAY_1, 2))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void columnsThatTheInputLacksAreKept(boolean byPosition) throws Exception {
    MergeTarget table = newTable();
    append(
        table,
        List.of(
            stored(order(1, DAY_1, 1), null, "fragile"),
            stored(order(2, DAY_1, 1), null, "heavy"),
            stored(order(3, DAY_1, 1), true, "gone")));
    mode(byId(table), table, byPosition)
        .run(1, List.of(order(1, DAY_1, 2), order(2, DAY_2, 2), order(4, DAY_2, 1)));
    assertContent(
        table,
        List.of(
            stored(order(1, DAY_1, 2), null, "fragile"),
            stored(order(2, DAY_2, 2), null, "heavy"),
            stored(order(3, DAY_1, 1), true, "gone"),
            stored(order(4, DAY_2, 1), null, null)));
  }

  // Rule 14: deletes.

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeleteRemovesWhatIsNotNewer(boolean byPosition) throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 4, DAY_1, 5));
    MergeRun run = mode(byId(table).hardDeletes(), table, byPosition);
    MergeReceipt receipt =
        run.run(2, List.of(delete(1, 6), delete(2, 5), delete(3, 4), delete(9, 1)));
    assertThat(receipt.counts().get(Count.DELETED), equalTo(2L));
    assertThat(receipt.counts().get(Count.STALE), equalTo(1L));
    assertThat(receipt.counts().get(Count.UNCHANGED), equalTo(1L));
    assertContent(table, stored(orders(3, 4, DAY_1, 5)));
  }

  @Test
  void aFileWhoseRowsAreAllDeletedIsGone() throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, Orders.all(orders(1, 3, DAY_1, 1), orders(4, 5, DAY_2, 1)));
    MergeReceipt receipt =
        byId(table).hardDeletes().run(2, List.of(delete(1, 2), delete(2, 2), delete(3, 2)));
    assertThat(receipt.work().filesAdded(), equalTo(0L));
    assertContent(table, stored(orders(4, 5, DAY_2, 1)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSoftDeleteIsRememberedInTheRow(boolean byPosition) throws Exception {
    MergeTarget table = newTable();
    MergeRun run = mode(byId(table).softDelete("deleted"), table, byPosition);
    run.run(1, List.of(change(order(1, DAY_1, 1), "c"), change(order(2, DAY_1, 1), "c")));
    MergeReceipt receipt = run.run(2, List.of(change(order(1, DAY_1, 3), "d")));
    assertThat(receipt.counts().get(Count.DELETED), equalTo(1L));
    MergeReceipt late = run.run(3, List.of(change(order(1, DAY_1, 2), "u")));
    assertThat(late.counts().get(Count.STALE), equalTo(1L));
    assertThat(late.committed(), is(false));
    assertContent(
        table,
        List.of(stored(order(1, DAY_1, 3), true, null), stored(order(2, DAY_1, 1), false, null)));
    MergeReceipt revived = run.run(4, List.of(change(order(1, DAY_1, 4), "u")));
    assertThat(revived.counts().get(Count.INSERTED), equalTo(1L));
    assertContent(
        table,
        List.of(stored(order(1, DAY_1, 4), false, null), stored(order(2, DAY_1, 1), false, null)));
  }

  @Test
  void rowsDeletedByPositionStayDeleted() throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 9, DAY_1, 1));
    MergeRun run = mode(byId(table).hardDeletes(), table, true);
    run.run(2, List.of(delete(2, 2), delete(3, 2)));
    run.run(3, List.of(delete(5, 2)));
    assertContent(
        table,
        stored(Orders.all(orders(1, 1, DAY_1, 1), orders(4, 4, DAY_1, 1), orders(6, 9, DAY_1, 1))));
  }

  @Test
  void rowsDeletedByPositionAreNotRead() throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 9, DAY_1, 1));
    MergeRun run = mode(byId(table).hardDeletes(), table, true);
    run.run(2, List.of(delete(2, 2)));
    MergeReceipt late = run.run(3, List.of(change(order(2, DAY_1, 1), "u")));
    assertThat(late.counts().get(Count.INSERTED), equalTo(1L));
    byId(table).run(4, List.of(order(1, DAY_1, 3)));
    assertContent(table, stored(Orders.all(orders(1, 1, DAY_1, 3), orders(2, 9, DAY_1, 1))));
  }

  // Cost: files touched, not the table.

  @Test
  void onlyFilesThatMayHoldATouchedKeyAreRead() throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 10, DAY_1, 1));
    byId(table).run(2, orders(101, 110, DAY_2, 1));
    byId(table).run(3, orders(201, 210, DAY_3, 1));
    MergeReceipt narrow = byId(table).run(4, List.of(order(105, DAY_2, 2)));
    assertThat(narrow.work().filesRead(), lessThan(3L));
    assertThat(narrow.work().filesRewritten(), equalTo(1L));
    MergeRun byIdAndDay = MergeRun.into(table, "order_id", "order_date");
    MergeReceipt byPartition = byIdAndDay.run(5, List.of(order(1, DAY_1, 2), order(205, DAY_1, 2)));
    assertThat(byPartition.work().filesRead(), lessThan(3L));
  }

  @Test
  void aFileWithoutChangesIsNotRewritten() throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, Orders.all(orders(1, 9, DAY_1, 1), orders(11, 19, DAY_2, 1)));
    MergeReceipt receipt =
        byId(table).run(2, Orders.all(orders(1, 9, DAY_1, 1), orders(11, 19, DAY_2, 2)));
    assertThat(receipt.work().filesRewritten(), equalTo(1L));
    assertThat(receipt.counts().get(Count.UNCHANGED), equalTo(9L));
    assertContent(table, stored(Orders.all(orders(1, 9, DAY_1, 1), orders(11, 19, DAY_2, 2))));
  }

  // Rules 8, 9 and 11: tokens and conflicts.

  @Test
  void committingAgainAnswersWithTheFirstReceipt() throws Exception {
    MergeTarget table = newTable();
    MergeReceipt first = byId(table).run(1, orders(1, 3, DAY_1, 1));
    byId(table).run(2, orders(1, 3, DAY_1, 2));
    assertThat(byId(table).run(1, orders(1, 3, DAY_1, 3)), equalTo(first));
    assertContent(table, stored(orders(1, 3, DAY_1, 2)));
  }

  @Test
  void ofTwoTriesOfOneRunOnlyOneTakesEffect() throws Exception {
    MergeTarget table = newTable();
    MergeRun.Prepared one = byId(table).prepare(1, orders(1, 3, DAY_1, 1));
    MergeRun.Prepared other = byId(table).prepare(1, orders(1, 3, DAY_1, 1));
    MergeReceipt receipt = one.commit();
    assertThat(other.commit(), equalTo(receipt));
    assertThat(one.commit(), equalTo(receipt));
    assertContent(table, stored(orders(1, 3, DAY_1, 1)));
  }

  @Test
  void runsOfDifferentKeysBothCommit() throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, Orders.all(orders(1, 3, DAY_1, 1), orders(11, 13, DAY_2, 1)));
    MergeRun.Prepared one = byId(table).prepare(2, orders(1, 3, DAY_1, 2));
    MergeRun.Prepared other = byId(table).prepare(3, orders(11, 14, DAY_2, 2));
    other.commit();
    one.commit();
    assertContent(table, stored(Orders.all(orders(1, 3, DAY_1, 2), orders(11, 14, DAY_2, 2))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twoRunsThatTouchOneFileAreAConflict(boolean byPosition) throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 9, DAY_1, 1));
    MergeRun run = mode(byId(table), table, byPosition);
    MergeRun.Prepared one = run.prepare(2, orders(1, 3, DAY_1, 2));
    MergeRun.Prepared other = run.prepare(3, orders(2, 5, DAY_1, 3));
    other.commit();
    String message = conflict(one::commit);
    assertThat(message, containsString("Nothing was changed."));
    assertThat(message, containsString("Run again"));
    List<Row> expected =
        Orders.all(orders(1, 1, DAY_1, 1), orders(2, 5, DAY_1, 3), orders(6, 9, DAY_1, 1));
    assertContent(table, stored(expected));
    run.run(4, orders(1, 3, DAY_1, 2));
    assertContent(
        table,
        stored(Orders.all(orders(1, 1, DAY_1, 2), orders(2, 5, DAY_1, 3), orders(6, 9, DAY_1, 1))));
  }

  @Test
  void rowsThatOthersAddedAmongTheKeysAreAConflict() throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 9, DAY_1, 1));
    MergeRun.Prepared prepared = byId(table).prepare(2, orders(20, 25, DAY_2, 2));
    append(table, stored(orders(22, 23, DAY_2, 1)));
    assertThat(conflict(prepared::commit), containsString("Nothing was changed."));
    assertContent(table, stored(Orders.all(orders(1, 9, DAY_1, 1), orders(22, 23, DAY_2, 1))));
  }

  @Test
  void rowsThatOthersAddedElsewhereAreNone() throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 9, DAY_1, 1));
    MergeRun.Prepared prepared = byId(table).prepare(2, orders(20, 25, DAY_2, 2));
    append(table, stored(orders(42, 43, DAY_2, 1)));
    prepared.commit();
    assertContent(
        table,
        stored(
            Orders.all(
                orders(1, 9, DAY_1, 1), orders(20, 25, DAY_2, 2), orders(42, 43, DAY_2, 1))));
  }

  // Rule 12: what is staged.

  @Test
  void whatIsStagedIsInvisibleAndCanBeDiscarded() throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 9, DAY_1, 1));
    MergeRun.Prepared prepared = byId(table).prepare(2, orders(5, 12, DAY_1, 2));
    assertContent(table, stored(orders(1, 9, DAY_1, 1)));
    prepared.discard();
    assertContent(table, stored(orders(1, 9, DAY_1, 1)));
    byId(table).run(3, orders(5, 12, DAY_1, 2));
    assertContent(table, stored(Orders.all(orders(1, 4, DAY_1, 1), orders(5, 12, DAY_1, 2))));
  }

  @Test
  void discardingKeepsWhatWasCommitted() throws Exception {
    MergeTarget table = newTable();
    MergeRun.Prepared prepared = byId(table).prepare(1, orders(1, 9, DAY_1, 1));
    prepared.commit();
    prepared.discard();
    assertContent(table, stored(orders(1, 9, DAY_1, 1)));
  }

  @Test
  void aStagerThatIsNotFinishedLeavesNothing() throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 2, DAY_1, 1));
    try (MergeStore store = table.open();
        MergeStager stager = store.stage("unfinished")) {
      byte[] row =
          new RowConverter(store.layout())
              .toBytes(
                  Row.withSchema(store.layout().schema())
                      .attachValues(stored(order(7, DAY_1, 1)).getValues().toArray()));
      stager.add(new RowCursor(store.layout()).at(row, 0, row.length));
    }
    assertContent(table, stored(orders(1, 2, DAY_1, 1)));
  }

  // Duplicates.

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofDuplicatesOfATouchedKeyTheNewestStays(boolean byPosition) throws Exception {
    MergeTarget table = newTable();
    append(table, stored(Orders.all(orders(1, 3, DAY_1, 1), orders(1, 2, DAY_2, 4))));
    append(table, stored(orders(1, 3, DAY_1, 2)));
    MergeReceipt receipt = mode(byId(table), table, byPosition).run(1, List.of(order(1, DAY_1, 3)));
    assertThat(receipt.counts().get(Count.STALE), equalTo(1L));
    assertThat(receipt.work().duplicates(), equalTo(2L));
    assertContent(
        table,
        stored(
            List.of(
                order(1, DAY_2, 4),
                order(2, DAY_1, 1),
                order(2, DAY_1, 2),
                order(2, DAY_2, 4),
                order(3, DAY_1, 1),
                order(3, DAY_1, 2))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void dedupKeepsTheNewestOfEachKeyInOneCommit(boolean byPosition) throws Exception {
    MergeTarget table = newTable();
    append(table, stored(Orders.all(orders(1, 5, DAY_1, 1), orders(1, 2, DAY_2, 4))));
    append(table, stored(Orders.all(orders(1, 3, DAY_1, 1), orders(10, 12, DAY_3, 1))));
    MergeRun run = mode(byId(table), table, byPosition);
    MergeReceipt receipt = run.dedup(1);
    List<Row> expected =
        Orders.all(orders(1, 2, DAY_2, 4), orders(3, 5, DAY_1, 1), orders(10, 12, DAY_3, 1));
    assertThat(receipt.work().duplicates(), equalTo(5L));
    assertThat(receipt.committed(), is(true));
    assertContent(table, stored(expected));
    assertThat(run.dedup(1), equalTo(receipt));
    assertThat(run.dedup(2).committed(), is(false));
    assertContent(table, stored(expected));
  }

  // Rule 1: crashes.

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMergeThatFailsAtAnyCallIsMendedByTheNext(boolean byPosition) throws Exception {
    MergeCrashLoop loop =
        new MergeCrashLoop(
            () -> {
              try {
                MergeTarget table = newTable();
                byId(table).run(1, Orders.all(orders(1, 3, DAY_1, 5), orders(4, 5, DAY_2, 5)));
                return table;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            this::readAll,
            faultModes());
    List<Row> delivery =
        List.of(
            change(order(1, DAY_2, 6), "u"),
            change(order(3, DAY_1, 4), "u"),
            delete(4, 6),
            change(order(9, DAY_3, 1), "c"));
    List<String> failed =
        loop.prove(
            (table, epoch) ->
                mode(byId(table).hardDeletes(), table, byPosition).run(epoch, delivery));
    assertThat(
        failed,
        hasItems("open", "read", "files", "search", "next", "stage", "add", "finish", "commit"));
    assertThat(failed.contains("stageDeletes"), is(byPosition && newTable().deletesByPosition()));
  }

  /** How calls fail in the loop of crashes; fewer for a table whose commits take long. */
  protected FaultMode[] faultModes() {
    return FaultMode.values();
  }

  private interface Act {
    void run() throws Exception;
  }

  private static String conflict(Act act) {
    RefrainException e = assertThrows(RefrainException.class, act::run);
    assertThat(e.kind(), is(RefrainException.Kind.CONFLICT));
    return e.getMessage();
  }
}
