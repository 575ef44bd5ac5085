package io.refrain.core.merge;

import static io.refrain.core.merge.MergeOrders.DAY_1;
import static io.refrain.core.merge.MergeOrders.DAY_2;
import static io.refrain.core.merge.MergeOrders.DAY_3;
import static io.refrain.core.merge.MergeOrders.order;
import static io.refrain.core.merge.MergeOrders.orders;
import static io.refrain.core.merge.MergeOrders.stored;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.MergeReceipt;
import io.refrain.core.testing.InMemoryMergeTarget;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.Pipelines;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

final class DedupTableTest {
  private static final ConcurrentLinkedQueue<MergeReceipt> RECEIPTS = new ConcurrentLinkedQueue<>();

  private final InMemoryMergeTarget table =
      InMemoryMergeTarget.create(MergeOrders.TABLE, "order_date");

  private final DedupTable dedup =
      DedupTable.of(table).byKey("order_id").latestBy("updated_at").pipelineName("orders");

  private static MergeReceipt run(DedupTable dedup) {
    RECEIPTS.clear();
    Pipeline pipeline = Pipelines.create();
    pipeline.apply("Dedup", dedup).apply("Keep", ParDo.of(new KeepFn()));
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

  private void assertContent(List<Row> expected) {
    assertThat(Orders.text(table.rows()), equalTo(Orders.text(expected)));
  }

  @Test
  void theNewestOfEachKeyStaysInOneCommit() {
    table.append(stored(Orders.all(orders(1, 50, DAY_1, 1), orders(1, 9, DAY_2, 3))));
    table.append(stored(Orders.all(orders(20, 29, DAY_1, 1), orders(60, 69, DAY_3, 1))));
    int commits = table.commits();
    MergeReceipt receipt = run(dedup.withShards(5));
    assertThat(receipt.counts().get(Count.DELETED), equalTo(19L));
    assertThat(receipt.work().duplicates(), equalTo(19L));
    assertThat(receipt.work().filesRead(), equalTo(4L));
    assertThat(table.commits(), equalTo(commits + 1));
    assertContent(
        stored(
            Orders.all(
                orders(1, 9, DAY_2, 3), orders(10, 50, DAY_1, 1), orders(60, 69, DAY_3, 1))));
    assertThat(run(dedup).committed(), is(false));
    assertThat(table.commits(), equalTo(commits + 1));
  }

  @Test
  void aPlanSaysWhatWouldGo() {
    table.append(stored(orders(1, 9, DAY_1, 1)));
    table.append(stored(orders(5, 9, DAY_1, 2)));
    MergeReceipt receipt = run(dedup.planOnly());
    assertThat(receipt.counts().get(Count.DELETED), equalTo(5L));
    assertThat(receipt.work().filesRewritten(), equalTo(1L));
    assertThat(receipt.committed(), is(false));
    assertContent(stored(Orders.all(orders(1, 9, DAY_1, 1), orders(5, 9, DAY_1, 2))));
  }

  @Test
  void byPositionTheFileStays() {
    table.append(stored(orders(1, 9, DAY_1, 1)));
    table.append(stored(orders(5, 9, DAY_1, 2)));
    run(dedup.deleteByPosition());
    assertThat(table.files(), equalTo(2));
    assertContent(stored(Orders.all(orders(1, 4, DAY_1, 1), orders(5, 9, DAY_1, 2))));
  }

  @Test
  void ofOneVersionTheDeletedRowStays() {
    table.append(List.of(stored(order(1, DAY_1, 1), true, null)));
    table.append(List.of(stored(order(1, DAY_1, 1), false, "zzz")));
    run(dedup.softDelete("deleted"));
    assertContent(List.of(stored(order(1, DAY_1, 1), true, null)));
  }

  @Test
  void theSameRunIsAnsweredWithTheFirstReceipt() {
    table.append(stored(Orders.all(orders(1, 3, DAY_1, 1), orders(1, 3, DAY_1, 1))));
    MergeReceipt first = run(dedup.epoch(7));
    assertThat(first.counts().get(Count.DELETED), equalTo(3L));
    assertThat(run(dedup.epoch(7)), equalTo(first));
  }

  @Test
  void whatIsMissingIsNamedWhileThePipelineIsBuilt() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Pipelines.create()
                    .apply(DedupTable.of(table).latestBy("updated_at").pipelineName("orders")));
    assertThat(
        e.getMessage(),
        containsString("By which columns are rows of memory matched? Name the key: byKey(...)."));
  }

  @Test
  void aColumnThatTheTableLacksIsRefused() {
    Pipeline pipeline = Pipelines.create();
    pipeline.apply(dedup.byKey("id"));
    assertThat(
        Pipelines.failure(pipeline).getMessage(),
        equalTo(
            "Cannot merge into memory: it has no column 'id'. Its columns are: [order_id,"
                + " order_date, product, amount, updated_at, deleted, note]. Nothing was changed."
                + " Name one of these, or add the column to the table."));
  }

  @Test
  void rowsWithoutAKeyAreLeftAlone() {
    Schema schema =
        Schema.builder()
            .addNullableField("order_id", Schema.FieldType.INT64)
            .addNullableField("updated_at", Schema.FieldType.INT64)
            .build();
    InMemoryMergeTarget loose = InMemoryMergeTarget.create(schema);
    loose.append(
        List.of(
            Row.withSchema(schema).addValues(null, 1L).build(),
            Row.withSchema(schema).addValues(null, 1L).build(),
            Row.withSchema(schema).addValues(1L, null).build(),
            Row.withSchema(schema).addValues(1L, -5L).build()));
    run(DedupTable.of(loose).byKey("order_id").latestBy("updated_at").pipelineName("orders"));
    assertThat(Orders.text(loose.rows()), equalTo(List.of("[1, -5]", "[null, 1]", "[null, 1]")));
  }
}
