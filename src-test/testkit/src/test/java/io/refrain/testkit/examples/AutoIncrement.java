package io.refrain.testkit.examples;

import io.refrain.jdbc.UpsertJdbcSink;
import io.refrain.testkit.Run;
import java.util.List;
import org.apache.beam.sdk.schemas.transforms.DropFields;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.Row;

/** The store gives each row a new number, and that is its only key. */
final class AutoIncrement {
  static final String TABLE =
      "id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
          + " order_id BIGINT, status VARCHAR(10), amount BIGINT";
  static final String REPAIRED_TABLE =
      "order_id BIGINT, status VARCHAR(10), amount BIGINT, version BIGINT,"
          + " PRIMARY KEY (order_id, version)";

  private AutoIncrement() {}

  static void build(Run run, Shop shop) {
    Shop.read(run)
        .apply(
            "Insert",
            ParDo.of(
                new WriteRow<>(
                    run.faults(),
                    shop,
                    "INSERT INTO orders (order_id, status, amount) VALUES (?, ?, ?)",
                    order ->
                        List.of(
                            order.getInt64("order_id"),
                            order.getString("status"),
                            order.getInt64("amount")))));
  }

  /** The repaired twin: the history of an order has the key it has in the business. */
  static void buildRepaired(Run run, Shop shop) {
    Shop.read(run)
        .apply(DropFields.fields("order_date"))
        .apply(run.faults().beforeWrite())
        .apply(
            UpsertJdbcSink.<Row>into(shop.connection())
                .table("orders")
                .byKey("order_id", "version")
                .latestBy("version")
                .withShards(2))
        .counts()
        .apply(run.faults().afterWrite());
  }
}
