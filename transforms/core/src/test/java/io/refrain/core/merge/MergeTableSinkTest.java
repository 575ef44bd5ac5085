package io.refrain.core.merge;

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
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.MergeReceipt;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.core.dedup.DedupLatestByKey;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.testing.FaultMode;
import io.refrain.core.testing.FaultyMergeTarget;
import io.refrain.core.testing.InMemoryMergeTarget;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.Pipelines;
import io.refrain.core.testing.Streams;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

final class MergeTableSinkTest {
  private static final ConcurrentLinkedQueue<MergeReceipt> RECEIPTS = new ConcurrentLinkedQueue<>();

  private final InMemoryMergeTarget table =
      InMemoryMergeTarget.create(MergeOrders.TABLE, "order_date");

  private static MergeTableSink<Row> sink(MergeTarget table) {
    return MergeTableSink.<Row>into(table)
        .byKey("order_id")
        .latestBy("updated_at")
        .pipelineName("orders")
        .withShards(3);
  }

  private MergeReceipt merge(
      List<Row> rows, Schema schema, UnaryOperator<MergeTableSink<Row>> how) {
    Pipeline pipeline = Pipelines.create();
    MergeResult result =
        pipeline
            .apply(Create.of(rows).withRowSchema(schema))
            .apply("Merge", how.apply(sink(table)));
    return receipt(pipeline, result);
  }

  private static MergeReceipt receipt(Pipeline pipeline, MergeResult result) {
    RECEIPTS.clear();
    result.receipts().apply("Keep", ParDo.of(new KeepFn()));
    pipeline.run().waitUntilFinish();
    assertThat(RECEIPTS, hasSize(1));
    return RECEIPTS.peek();
  }

  private static final class KeepFn extends DoFn<MergeReceipt, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void keep(@Element MergeReceipt receipt) {
      RECEIPTS.add(receipt);
    }
  }

  private MergeReceipt merge(List<Row> rows, long epoch) {
    return merge(rows, MergeOrders.UPSERTS, sink -> sink.epoch(epoch));
  }

  private void assertContent(List<Row> expected) {
    assertThat(Orders.text(table.rows()), equalTo(Orders.text(expected)));
  }

  @Test
  void rowsAreInsertedUpdatedOrLeftAlone() {
    merge(Orders.all(orders(1, 50, DAY_1, 5), orders(51, 90, DAY_2, 5)), 1);
    List<Row> second =
        Orders.all(
            orders(10, 12, DAY_1, 6), // newer
            orders(20, 25, DAY_1, 4), // older
            orders(30, 33, DAY_1, 5), // the same
            orders(60, 60, DAY_3, 6), // moves
            orders(91, 95, DAY_3, 1)); // absent
    List<Row> twice = Orders.all(second, second);
    Collections.shuffle(twice, new java.util.Random(7));
    MergeReceipt receipt = merge(twice, 2);
    Counts counts = receipt.counts();
    assertThat(counts.get(Count.ROWS_IN), equalTo(38L));
    assertThat(counts.get(Count.COLLAPSED), equalTo(19L));
    assertThat(counts.get(Count.UPDATED), equalTo(4L));
    assertThat(counts.get(Count.STALE), equalTo(6L));
    assertThat(counts.get(Count.UNCHANGED), equalTo(4L));
    assertThat(counts.get(Count.INSERTED), equalTo(5L));
    assertThat(receipt.work().filesRead(), equalTo(2L));
    assertThat(receipt.work().filesRewritten(), equalTo(2L));
    assertContent(
        stored(
            Orders.all(
                orders(1, 9, DAY_1, 5),
                orders(10, 12, DAY_1, 6),
                orders(13, 50, DAY_1, 5),
                orders(51, 59, DAY_2, 5),
                orders(60, 60, DAY_3, 6),
                orders(61, 90, DAY_2, 5),
                orders(91, 95, DAY_3, 1))));
  }

  @Test
  void theSameDeliveryCommitsNothing() {
    List<Row> rows = Orders.all(orders(1, 20, DAY_1, 1), orders(21, 40, DAY_2, 1));
    merge(rows, 1);
    int commits = table.commits();
    MergeReceipt again = merge(rows, 2);
    assertThat(again.committed(), is(false));
    assertThat(again.counts().get(Count.UNCHANGED), equalTo(40L));
    assertThat(table.commits(), equalTo(commits));
    assertThat(table.stagedAndNotCommitted(), equalTo(0));
  }

  @Test
  void theSameRunIsAnsweredWithTheFirstReceiptAndReadsNothing() throws Exception {
    MergeReceipt first = merge(orders(1, 20, DAY_1, 1), 1);
    int opened = table.opened();
    assertThat(merge(orders(1, 20, DAY_1, 2), 1), equalTo(first));
    assertThat(table.opened(), equalTo(opened));
    assertThat(sink(table).epoch(1).lookUp().orElseThrow(), equalTo(first));
    assertThat(sink(table).epoch(2).lookUp().isPresent(), is(false));
    assertContent(stored(orders(1, 20, DAY_1, 1)));
  }

  @Test
  void anInputWithoutRowsCommitsNothing() {
    merge(orders(1, 20, DAY_1, 1), 1);
    MergeReceipt receipt = merge(List.of(), 2);
    assertThat(receipt.committed(), is(false));
    assertThat(receipt.work().filesRead(), equalTo(0L));
    assertContent(stored(orders(1, 20, DAY_1, 1)));
  }

  @Test
  void hardDeletesRemoveAndForget() {
    merge(orders(1, 5, DAY_1, 5), 1);
    List<Row> changes = List.of(delete(1, 6), delete(2, 4), change(order(3, DAY_2, 6), "u"));
    MergeReceipt receipt = merge(changes, MergeOrders.INPUT, s -> s.changeKind("op").hardDeletes());
    assertThat(receipt.counts().get(Count.DELETED), equalTo(1L));
    assertThat(receipt.counts().get(Count.STALE), equalTo(1L));
    merge(orders(1, 1, DAY_1, 2), 3);
    assertContent(
        stored(
            Orders.all(
                orders(1, 1, DAY_1, 2),
                orders(2, 2, DAY_1, 5),
                orders(3, 3, DAY_2, 6),
                orders(4, 5, DAY_1, 5))));
  }

  @Test
  void softDeletesAreRemembered() {
    UnaryOperator<MergeTableSink<Row>> how = s -> s.changeKind("op").softDelete("deleted");
    merge(List.of(change(order(1, DAY_1, 1), "c")), MergeOrders.INPUT, how);
    merge(List.of(change(order(1, DAY_1, 3), "d")), MergeOrders.INPUT, how);
    merge(List.of(change(order(1, DAY_1, 2), "u")), MergeOrders.INPUT, how);
    assertContent(List.of(stored(order(1, DAY_1, 3), true, null)));
  }

  @Test
  void aWordThatSaysNothingIsRejectedAndTheRestIsMerged() {
    Pipeline pipeline = Pipelines.create();
    List<Row> rows = List.of(change(order(1, DAY_1, 1), "?"), change(order(2, DAY_1, 1), "c"));
    MergeResult result =
        pipeline
            .apply(Create.of(rows).withRowSchema(MergeOrders.INPUT))
            .apply(sink(table).changeKind("op").hardDeletes().allowRejected(1));
    PCollection<String> rejected =
        result
            .rejected()
            .apply(MapElements.into(TypeDescriptors.strings()).via(RejectedRow::toString));
    PAssert.that(rejected)
        .containsInAnyOrder("unfit_value in op: it says neither insert, update nor delete");
    MergeReceipt receipt = receipt(pipeline, result);
    assertThat(receipt.counts().get(Count.REJECTED), equalTo(1L));
    assertThat(receipt.counts().get(Count.ROWS_IN), equalTo(2L));
    assertContent(stored(orders(2, 2, DAY_1, 1)));
  }

  @Test
  void tooManyRejectedRowsFailTheRunAndChangeNothing() {
    Pipeline pipeline = Pipelines.create();
    List<Row> rows = List.of(change(order(1, DAY_1, 1), "?"), change(order(2, DAY_1, 1), "c"));
    pipeline
        .apply(Create.of(rows).withRowSchema(MergeOrders.INPUT))
        .apply(sink(table).changeKind("op").hardDeletes());
    RefrainException e = Pipelines.failure(pipeline);
    assertThat(e.kind(), is(RefrainException.Kind.REJECTED_ROWS));
    assertThat(
        e.getMessage(),
        containsString(
            "Cannot merge into memory: 1 row was rejected, 0 are allowed. Nothing was changed."));
    assertThat(e.rejected(), hasSize(1));
    assertContent(List.of());
    assertThat(table.stagedAndNotCommitted(), equalTo(0));
  }

  @Test
  void aNullKeyOrVersionIsRejected() {
    Schema schema =
        Schema.builder()
            .addNullableField("order_id", Schema.FieldType.INT64)
            .addNullableField("updated_at", MergeOrders.TABLE.getField("updated_at").getType())
            .build();
    List<Row> rows =
        List.of(
            Row.withSchema(schema).addValues(null, MergeOrders.at(1)).build(),
            Row.withSchema(schema).addValues(1L, null).build(),
            Row.withSchema(schema).addValues(2L, MergeOrders.at(1)).build());
    Pipeline pipeline = Pipelines.create();
    MergeResult result =
        pipeline.apply(Create.of(rows).withRowSchema(schema)).apply(sink(table).allowRejected(2));
    PCollection<String> rejected =
        result
            .rejected()
            .apply(MapElements.into(TypeDescriptors.strings()).via(RejectedRow::toString));
    PAssert.that(rejected)
        .containsInAnyOrder(
            "null_key in order_id: the key is null",
            "null_version in updated_at: the version is null");
    assertThat(receipt(pipeline, result).counts().get(Count.INSERTED), equalTo(1L));
  }

  @Test
  void deletesByPositionLeaveFilesAsTheyAre() {
    merge(orders(1, 20, DAY_1, 1), 1);
    int files = table.files();
    MergeReceipt receipt =
        merge(orders(5, 6, DAY_1, 2), MergeOrders.UPSERTS, MergeTableSink::deleteByPosition);
    // The file stays, and the rows that take the place of others are in one more.
    assertThat(table.files(), equalTo(files + 1));
    assertThat(receipt.work().filesAdded(), equalTo(2L));
    assertContent(
        stored(
            Orders.all(orders(1, 4, DAY_1, 1), orders(5, 6, DAY_1, 2), orders(7, 20, DAY_1, 1))));
  }

  @Test
  void aPlanCountsAndChangesNothing() {
    merge(orders(1, 20, DAY_1, 1), 1);
    MergeReceipt receipt =
        merge(orders(15, 25, DAY_1, 2), MergeOrders.UPSERTS, MergeTableSink::planOnly);
    assertThat(receipt.committed(), is(false));
    assertThat(receipt.counts().get(Count.UPDATED), equalTo(6L));
    assertThat(receipt.counts().get(Count.INSERTED), equalTo(5L));
    assertThat(receipt.work().filesRewritten(), equalTo(1L));
    assertThat(table.stagedAndNotCommitted(), equalTo(0));
    assertContent(stored(orders(1, 20, DAY_1, 1)));
  }

  @Test
  void whatAnEarlierStepCountedIsInTheReceipt() {
    Pipeline pipeline = Pipelines.create();
    List<Row> rows = Orders.all(orders(1, 5, DAY_1, 1), orders(1, 5, DAY_1, 2));
    DedupLatestByKey.Result<Row> latest =
        pipeline
            .apply(Create.of(rows).withRowSchema(MergeOrders.UPSERTS))
            .apply(DedupLatestByKey.<Row>byKey("order_id").latestBy("updated_at"));
    MergeResult result =
        latest.rows().apply("Merge", sink(table).after(latest.counts(), latest.rejected()));
    Counts counts = receipt(pipeline, result).counts();
    assertThat(counts.get(Count.ROWS_IN), equalTo(10L));
    assertThat(counts.get(Count.COLLAPSED), equalTo(5L));
    assertThat(counts.get(Count.INSERTED), equalTo(5L));
  }

  @Test
  void aRunThatFailsAtSomeCallIsMendedByTheNext() {
    merge(Orders.all(orders(1, 20, DAY_1, 1), orders(21, 40, DAY_2, 1)), 1);
    List<Row> rows = Orders.all(orders(10, 30, DAY_1, 2), orders(41, 45, DAY_3, 1));
    int faults = 0;
    for (FaultMode mode : List.of(FaultMode.FAULT_BEFORE, FaultMode.FAULT_AFTER)) {
      for (int k = 1; k < 90; k += 40) {
        FaultyMergeTarget faulty = FaultyMergeTarget.failing(table, k, mode);
        Pipeline pipeline = Pipelines.create(1);
        pipeline
            .apply(Create.of(rows).withRowSchema(MergeOrders.UPSERTS))
            .apply(sink(faulty).epoch(100 + k));
        try {
          pipeline.run().waitUntilFinish();
        } catch (PipelineExecutionException e) {
          faults++;
        }
      }
    }
    merge(rows, 200);
    assertThat(faults > 0, is(true));
    assertContent(
        stored(
            Orders.all(
                orders(1, 9, DAY_1, 1),
                orders(10, 30, DAY_1, 2),
                orders(31, 40, DAY_2, 1),
                orders(41, 45, DAY_3, 1))));
  }

  @Test
  void eachWindowIsARunOfItsOwn() {
    Instant start = Instant.parse("2024-03-20T12:00:00Z");
    Duration hour = Duration.standardHours(1);
    List<TimestampedValue<Row>> first = at(start, Orders.all(orders(1, 9, DAY_1, 1)));
    List<TimestampedValue<Row>> second = at(start.plus(hour), orders(5, 12, DAY_2, 2));
    RECEIPTS.clear();
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(
            Streams.of(MergeOrders.UPSERTS)
                .rows(first)
                .rows(first)
                .watermark(start.plus(hour))
                .rows(second)
                .end())
        .apply(Window.into(FixedWindows.of(hour)))
        .apply(sink(table).epoch(1))
        .receipts()
        .apply("Keep", ParDo.of(new KeepFn()));
    pipeline.run().waitUntilFinish();
    List<MergeReceipt> receipts = new ArrayList<>(RECEIPTS);
    receipts.sort(java.util.Comparator.comparing(receipt -> receipt.token().window()));
    assertThat(receipts, hasSize(2));
    assertThat(receipts.get(0).counts().get(Count.INSERTED), equalTo(9L));
    assertThat(receipts.get(1).counts().get(Count.UPDATED), equalTo(5L));
    assertThat(receipts.get(1).counts().get(Count.INSERTED), equalTo(3L));
    assertThat(
        receipts.get(0).token().window(),
        equalTo("[2024-03-20T12:00:00.000Z..2024-03-20T13:00:00.000Z)"));
    assertContent(stored(Orders.all(orders(1, 4, DAY_1, 1), orders(5, 12, DAY_2, 2))));
  }

  @Test
  void aWindowWhoseRowsAreAllRejectedCommitsNothing() {
    Instant start = Instant.parse("2024-03-20T12:00:00Z");
    RECEIPTS.clear();
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(
            Streams.of(MergeOrders.INPUT)
                .rows(at(start, List.of(change(order(1, DAY_1, 1), "?"))))
                .end())
        .apply(Window.into(FixedWindows.of(Duration.standardHours(1))))
        .apply(sink(table).changeKind("op").hardDeletes().allowRejected(1))
        .receipts()
        .apply("Keep", ParDo.of(new KeepFn()));
    pipeline.run().waitUntilFinish();
    assertThat(RECEIPTS, hasSize(1));
    assertThat(RECEIPTS.peek().committed(), is(false));
    assertThat(RECEIPTS.peek().counts().get(Count.REJECTED), equalTo(1L));
    assertContent(List.of());
  }

  private static List<TimestampedValue<Row>> at(Instant moment, List<Row> rows) {
    List<TimestampedValue<Row>> out = new ArrayList<>();
    rows.forEach(row -> out.add(TimestampedValue.of(row, moment)));
    return out;
  }
}
