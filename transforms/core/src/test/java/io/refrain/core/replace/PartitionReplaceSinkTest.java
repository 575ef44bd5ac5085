package io.refrain.core.replace;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.DAY_2;
import static io.refrain.core.testing.Orders.DAY_3;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.month;
import static io.refrain.core.testing.Orders.order;
import static io.refrain.core.testing.Orders.orders;
import static io.refrain.core.testing.Orders.partition;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.Receipt;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.dedup.DedupLatestByKey;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.row.RowConverter;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.testing.CrashLoop;
import io.refrain.core.testing.FaultMode;
import io.refrain.core.testing.FaultyTarget;
import io.refrain.core.testing.InMemoryTarget;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.Pipelines;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Wait;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;

class PartitionReplaceSinkTest {
  private static final List<Row> FIRST = orders(DAY_1, 1, 5);
  private static final List<Row> SECOND = orders(DAY_2, 11, 4);
  private static final List<Row> APRIL = orders(DAY_3, 41, 2);
  private final InMemoryTarget target = InMemoryTarget.partitionedBy(Orders.DATE);

  private static PartitionReplaceSink<Row> sink(
      ReplaceTarget target, ReplaceScope scope, long epoch) {
    return PartitionReplaceSink.<Row>into(target)
        .scope(scope)
        .pipelineName("orders")
        .epoch(epoch)
        .withShards(2);
  }

  private static PCollection<Row> input(Pipeline pipeline, List<Row> rows) {
    return pipeline.apply(Create.of(rows).withRowSchema(Orders.SCHEMA));
  }

  private void run(ReplaceScope scope, long epoch, List<Row> rows) {
    Pipeline pipeline = Pipelines.create();
    input(pipeline, rows).apply(sink(target, scope, epoch));
    pipeline.run().waitUntilFinish();
  }

  private void assertContent(List<Row> expected) {
    assertThat(Orders.text(target.rows(Orders.LAYOUT)), equalTo(Orders.text(expected)));
  }

  private static Receipt receipt(ReplaceScope scope, long epoch, Counts counts, List<Row> written) {
    RowConverter converter = new RowConverter(Orders.LAYOUT);
    ContentChecksum checksum = ContentChecksum.EMPTY;
    for (Row row : written) {
      byte[] bytes = converter.toBytes(row);
      checksum = checksum.plus(ContentChecksum.ofRow(bytes, 0, bytes.length));
    }
    long partitions = written.stream().map(row -> row.getValue(Orders.DATE)).distinct().count();
    return new Receipt(
        new RunToken("orders", scope, epoch),
        counts.with(Count.WRITTEN, written.size()),
        (int) partitions,
        checksum);
  }

  @Test
  void anIntervalIsReplacedAndItsReceiptIsExact() {
    run(ReplaceScope.everything(), 1, all(FIRST, APRIL));
    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result result =
        input(pipeline, all(FIRST, SECOND)).apply(sink(target, month("2024-03"), 2));
    PAssert.that(result.rejected()).empty();
    PAssert.thatSingleton(result.receipts())
        .isEqualTo(
            receipt(
                month("2024-03"),
                2,
                Counts.of(Count.ROWS_IN, 9).with(Count.DELETED, 5),
                all(FIRST, SECOND)));
    pipeline.run().waitUntilFinish();
    assertContent(all(FIRST, SECOND, APRIL));
  }

  @Test
  void everyKindOfScopeWithoutRowsBecomesEmptyAndNothingElse() {
    run(ReplaceScope.everything(), 1, all(FIRST, SECOND, APRIL));
    run(ReplaceScope.present(), 2, List.of());
    assertContent(all(FIRST, SECOND, APRIL));
    run(day(DAY_1), 3, List.of());
    assertContent(all(SECOND, APRIL));
    run(ReplaceScope.partitions(List.of(partition(DAY_2))), 4, List.of());
    assertContent(APRIL);
    run(ReplaceScope.everything(), 5, List.of());
    assertContent(List.of());
  }

  @Test
  void presentAndListedPartitionsAreReplaced() {
    run(ReplaceScope.everything(), 1, all(FIRST, SECOND, APRIL));
    List<Row> other = orders(DAY_2, 91, 3);
    run(ReplaceScope.present(), 2, other);
    assertContent(all(FIRST, other, APRIL));
    run(ReplaceScope.partitions(List.of(partition(DAY_1), partition(DAY_2))), 3, SECOND);
    assertContent(all(SECOND, APRIL));
  }

  @Test
  void aTargetWithoutPartitionsIsReplacedAsAWhole() {
    InMemoryTarget whole = InMemoryTarget.partitionedBy();
    for (long epoch = 1; epoch <= 2; epoch++) {
      Pipeline pipeline = Pipelines.create();
      input(pipeline, all(FIRST, APRIL)).apply(sink(whole, ReplaceScope.everything(), epoch));
      pipeline.run().waitUntilFinish();
    }
    assertThat(Orders.text(whole.rows(Orders.LAYOUT)), equalTo(Orders.text(all(FIRST, APRIL))));
  }

  @Test
  void aRunThatIsRepeatedIsAnsweredWithItsFirstReceipt() {
    run(day(DAY_1), 7, FIRST);
    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result again =
        input(pipeline, orders(DAY_1, 100, 1)).apply(sink(target, day(DAY_1), 7));
    PAssert.thatSingleton(again.receipts())
        .isEqualTo(receipt(day(DAY_1), 7, Counts.of(Count.ROWS_IN, 5), FIRST));
    pipeline.run().waitUntilFinish();
    assertContent(FIRST);
  }

  @Test
  void anOlderRunFailsAndChangesNothing() {
    run(month("2024-03"), 7, FIRST);
    Pipeline pipeline = Pipelines.create();
    input(pipeline, SECOND).apply(sink(target, day(DAY_2), 6));
    RefrainException e = Pipelines.failure(pipeline);
    assertThat(e.kind(), equalTo(RefrainException.Kind.SUPERSEDED));
    assertThat(
        e.getMessage(),
        equalTo(
            "Cannot replace order_date in 2024-03-16/2024-03-17 (overlapping order_date in"
                + " 2024-03-01/2024-04-01) in memory: a newer run (epoch 7) committed it while this"
                + " run (epoch 6) was staging. Nothing was changed. Run the interval again if it is"
                + " still needed."));
    assertContent(FIRST);
    assertThat(target.stagedAndNotCommitted(), equalTo(0));
  }

  @Test
  void tooFewRowsFailAndChangeNothing() {
    run(day(DAY_1), 1, FIRST);
    Pipeline pipeline = Pipelines.create();
    input(pipeline, orders(DAY_1, 1, 2)).apply(sink(target, day(DAY_1), 2).atLeastRows(3));
    RefrainException e = Pipelines.failure(pipeline);
    assertThat(e.kind(), equalTo(RefrainException.Kind.REFUSED));
    assertThat(e.getMessage(), containsString("the run has 2 rows, and at least 3 are required"));
    assertContent(FIRST);
  }

  @Test
  void rowsOutOfScopeFailTheRunWithTenOfThem() {
    run(day(DAY_1), 1, FIRST);
    Pipeline pipeline = Pipelines.create();
    input(pipeline, all(FIRST, orders(DAY_2, 11, 14))).apply(sink(target, day(DAY_1), 2));
    RefrainException e = Pipelines.failure(pipeline);
    assertThat(e.kind(), equalTo(RefrainException.Kind.REJECTED_ROWS));
    assertThat(e.rejected(), hasSize(10));
    assertThat(
        e.getMessage(),
        containsString(
            "Cannot replace memory: 14 rows were rejected, 0 are allowed. Nothing was changed."
                + " Mend the input, or allow rejected rows and take them from the rejected output.\n"
                + "  out_of_scope in order_date: order_date=2024-03-16 is outside of the scope:"
                + " order_date in 2024-03-15/2024-03-16"));
    assertContent(FIRST);
  }

  @Test
  void allowedRejectionsGoToTheirOutputAndIntoTheReceipt() {
    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result result =
        input(pipeline, all(FIRST, orders(DAY_2, 11, 2)))
            .apply(sink(target, day(DAY_1), 2).allowRejected(2));
    PAssert.that(
            result
                .rejected()
                .apply(MapElements.into(TypeDescriptors.strings()).via(RejectedRow::row)))
        .containsInAnyOrder(
            "{order_id=11, order_date=2024-03-16, product=product 11, amount=11.25}",
            "{order_id=12, order_date=2024-03-16, product=null, amount=12.25}");
    PAssert.thatSingleton(result.receipts())
        .isEqualTo(
            receipt(day(DAY_1), 2, Counts.of(Count.ROWS_IN, 7).with(Count.REJECTED, 2), FIRST));
    pipeline.run().waitUntilFinish();
    assertContent(FIRST);
  }

  @Test
  void whatTheStepBeforeCountedAndRejectedIsOnTheRunsAccount() {
    Pipeline pipeline = Pipelines.create();
    DedupLatestByKey.Result<Row> dedup =
        input(
                pipeline,
                all(FIRST, List.of(order(1, DAY_1, "zzz", "9.00"), order(77, DAY_1, null, "1.00"))))
            .apply(DedupLatestByKey.<Row>byKey("order_id").latestBy("product"));
    PartitionReplaceSink.Result result =
        dedup.rows().apply(sink(target, day(DAY_1), 1).after(dedup).allowRejected(2));
    List<Row> kept =
        List.of(
            order(1, DAY_1, "zzz", "9.00"),
            order(2, DAY_1, "product 2", "2.25"),
            order(4, DAY_1, "product 4", "4.25"),
            order(5, DAY_1, "product 5", "5.25"));
    PAssert.thatSingleton(result.receipts())
        .isEqualTo(
            receipt(
                day(DAY_1),
                1,
                Counts.of(Count.ROWS_IN, 7).with(Count.COLLAPSED, 1).with(Count.REJECTED, 2),
                kept));
    pipeline.run().waitUntilFinish();
    assertContent(kept);
  }

  @Test
  void theSinkItselfKeepsTheLatestRowsIfAsked() {
    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result result =
        input(
                pipeline,
                all(FIRST, List.of(order(1, DAY_2, "zzz", "9.00"), order(9, DAY_3, "a", "1.00"))))
            .apply(
                sink(target, month("2024-03"), 1)
                    .latestByKey(
                        new io.refrain.core.blocks.LatestBy(
                            List.of("order_id"), List.of("amount"), null))
                    .allowRejected(1));
    List<Row> kept = all(FIRST.subList(1, 5), List.of(order(1, DAY_2, "zzz", "9.00")));
    PAssert.thatSingleton(result.receipts())
        .isEqualTo(
            receipt(
                month("2024-03"),
                1,
                Counts.of(Count.ROWS_IN, 7).with(Count.COLLAPSED, 1).with(Count.REJECTED, 1),
                kept));
    PAssert.thatSingleton(
            result
                .rejected()
                .apply(MapElements.into(TypeDescriptors.strings()).via(r -> r.code().key())))
        .isEqualTo("out_of_scope");
    pipeline.run().waitUntilFinish();
    assertContent(kept);
  }

  @Test
  void whatWaitsForTheReceiptsSeesTheNewContent() {
    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result first = input(pipeline, FIRST).apply(sink(target, day(DAY_1), 1));
    PartitionReplaceSink.Result second =
        pipeline
            .apply("Second", Create.of(orders(DAY_1, 50, 2)).withRowSchema(Orders.SCHEMA))
            .apply(Wait.on(first.receipts()))
            .setRowSchema(Orders.SCHEMA)
            .apply("Then", sink(target, day(DAY_1), 2));
    PAssert.thatSingleton(second.receipts())
        .isEqualTo(
            receipt(
                day(DAY_1),
                2,
                Counts.of(Count.ROWS_IN, 2).with(Count.DELETED, 5),
                orders(DAY_1, 50, 2)));
    pipeline.run().waitUntilFinish();
    assertContent(orders(DAY_1, 50, 2));
  }

  @Test
  void anotherPipelinesPartitionIsRefusedUnlessTakenOver() {
    run(day(DAY_1), 1, FIRST);
    Pipeline refused = Pipelines.create();
    input(refused, SECOND)
        .apply(sink(target, ReplaceScope.everything(), 2).pipelineName("returns"));
    assertThat(Pipelines.failure(refused).kind(), equalTo(RefrainException.Kind.REFUSED));
    assertContent(FIRST);
    target.plantForeign("a foreign file", partition(DAY_1));
    Pipeline taken = Pipelines.create();
    input(taken, SECOND)
        .apply(sink(target, ReplaceScope.everything(), 3).pipelineName("returns").takeOver());
    taken.run().waitUntilFinish();
    assertContent(SECOND);
  }

  @Test
  void aPipelineThatFailsAtAnyCallIsMendedByTheNextRun() throws Exception {
    CrashLoop loop =
        new CrashLoop(
                () -> InMemoryTarget.partitionedBy(Orders.DATE),
                any -> ((InMemoryTarget) any).rows(Orders.LAYOUT))
            .only(FaultMode.FAULT_BEFORE, FaultMode.CRASH_AFTER);
    int faults =
        loop.prove(
            (any, epoch) -> {
              Pipeline pipeline = Pipelines.create(1);
              input(pipeline, all(orders(DAY_1, 1, 1), orders(DAY_2, 2, 1)))
                  .apply(sink(any, month("2024-03"), epoch));
              pipeline.run().waitUntilFinish();
            });
    assertThat(faults, greaterThanOrEqualTo(2 * 10));
  }

  @Test
  void aLostAnswerOfTheCommitInAPipelineIsSettled() {
    FaultyTarget faulty = FaultyTarget.failing(target, 3 + 5 + 1, FaultMode.FAULT_AFTER);
    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result result = input(pipeline, FIRST).apply(sink(faulty, day(DAY_1), 1));
    PAssert.thatSingleton(result.receipts())
        .isEqualTo(receipt(day(DAY_1), 1, Counts.of(Count.ROWS_IN, 5), FIRST));
    pipeline.run().waitUntilFinish();
    assertThat(faulty.metFault(), equalTo(true));
    assertContent(FIRST);
  }
}
