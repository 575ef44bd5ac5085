package io.refrain.testkit.examples;

import io.refrain.core.dedup.DedupLatestByKey;
import io.refrain.testkit.Run;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.schemas.SchemaCoder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;

/** Of the rows of an order, the one that arrives last is kept. */
final class OrderDependentReduce {
  static final String TABLE =
      "order_id BIGINT PRIMARY KEY, status VARCHAR(10), amount BIGINT, version BIGINT";

  private OrderDependentReduce() {}

  static void build(Run run, Shop shop) {
    PCollection<Row> lastToArrive =
        Shop.read(run)
            .apply(
                WithKeys.of((Row order) -> order.getInt64("order_id"))
                    .withKeyType(TypeDescriptors.longs()))
            .setCoder(KvCoder.of(VarLongCoder.of(), SchemaCoder.of(Shop.ORDER)))
            .apply(GroupByKey.create())
            .apply(MapElements.into(TypeDescriptors.rows()).via(OrderDependentReduce::last))
            .setRowSchema(Shop.ORDER);
    write(run, shop, lastToArrive);
  }

  private static Row last(KV<Long, Iterable<Row>> order) {
    Row last = null;
    for (Row row : order.getValue()) {
      last = row;
    }
    return last;
  }

  /** The repaired twin: the latest is a matter of the data, and of the whole row in the end. */
  static void buildRepaired(Run run, Shop shop) {
    PCollection<Row> latest =
        Shop.read(run)
            .apply(DedupLatestByKey.<Row>byKey("order_id").latestBy("version").withShards(2))
            .rows();
    write(run, shop, latest);
  }

  private static void write(Run run, Shop shop, PCollection<Row> orders) {
    orders
        .apply(
            "Merge",
            ParDo.of(
                new WriteRow<>(
                    run.faults(),
                    shop,
                    "MERGE INTO orders AS t USING (VALUES (?, ?, ?, ?))"
                        + " AS s(order_id, status, amount, version) ON t.order_id = s.order_id"
                        + " WHEN MATCHED AND s.version >= t.version THEN UPDATE"
                        + " SET status = s.status, amount = s.amount, version = s.version"
                        + " WHEN NOT MATCHED THEN INSERT VALUES"
                        + " (s.order_id, s.status, s.amount, s.version)",
                    order ->
                        List.of(
                            order.getInt64("order_id"),
                            order.getString("status"),
                            order.getInt64("amount"),
                            order.getInt64("version")))))
        .apply(run.faults().afterWrite());
  }
}
