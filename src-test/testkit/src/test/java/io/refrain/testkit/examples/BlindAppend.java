package io.refrain.testkit.examples;

import io.refrain.jdbc.UpsertJdbcSink;
import io.refrain.testkit.Run;
import java.util.List;
import org.apache.beam.sdk.schemas.transforms.DropFields;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.Row;

/** Rows are inserted, whatever is stored already. */
final class BlindAppend {
  static final String TABLE = "order_id BIGINT, status VARCHAR(10), amount BIGINT, version BIGINT";

  private BlindAppend() {}

  static void build(Run run, Shop shop) {
    Shop.read(run)
        .apply(
            "Insert",
            ParDo.of(
                new WriteRow<>(
                    run.faults(),
                    shop,
                    "INSERT INTO orders VALUES (?, ?, ?, ?)",
                    order ->
                        List.of(
                            order.getInt64("order_id"),
                            order.getString("status"),
                            order.getInt64("amount"),
                            order.getInt64("version")))));
  }

  /** The repaired twin: newer over older, by key. */
  static void buildRepaired(Run run, Shop shop) {
    Shop.read(run)
        .apply(DropFields.fields("order_date"))
        .apply(run.faults().beforeWrite())
        .apply(
            UpsertJdbcSink.<Row>into(shop.connection())
                .table("orders")
                .byKey("order_id")
                .latestBy("version")
                .withShards(3)
                .batchRows(3))
        .counts()
        .apply(run.faults().afterWrite());
  }
}
