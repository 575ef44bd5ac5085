package io.refrain.testkit.examples;

import io.refrain.testkit.Run;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.Row;

/** Each row says when it was loaded, by the clock. */
final class NowInData {
  static final String TABLE =
      "order_id BIGINT, version BIGINT, status VARCHAR(10), loaded_at TIMESTAMP(6) WITH TIME ZONE,"
          + " PRIMARY KEY (order_id, version)";

  private NowInData() {}

  static void build(Run run, Shop shop) {
    write(run, shop, order -> Instant.now());
  }

  /** The repaired twin: the time comes from what the run is responsible for. */
  static void buildRepaired(Run run, Shop shop) {
    Instant endOfInterval =
        LocalDate.parse(run.interval()).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    write(run, shop, order -> endOfInterval);
  }

  private static void write(Run run, Shop shop, SerializableFunction<Row, Instant> loadedAt) {
    Shop.read(run)
        .apply(
            "Merge",
            ParDo.of(
                new WriteRow<>(
                    run.faults(),
                    shop,
                    "MERGE INTO orders KEY (order_id, version) VALUES (?, ?, ?, ?)",
                    order ->
                        List.of(
                            order.getInt64("order_id"),
                            order.getInt64("version"),
                            order.getString("status"),
                            loadedAt.apply(order)))))
        .apply(run.faults().afterWrite());
  }
}
