package io.refrain.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What is delivered after the first orders, made from them by DuckDB: the same for the same file.
 */
final class LakeDeliveries {
  private LakeDeliveries() {}

  /** Makes the deliveries of all phases that are not there yet. */
  static void make(Path orders, int threads) throws SQLException {
    // Every twentieth order; or so many of the first date; a day newer, of another quantity.
    write(orders, LakePhase.REDELIVERY, "hash(order_id) % 20 = 0", "", threads);
    write(
        orders,
        LakePhase.SMALL,
        "order_date = (SELECT min(order_date) FROM latest)",
        "LIMIT 10000",
        threads);
  }

  private static void write(Path orders, LakePhase phase, String where, String limit, int threads)
      throws SQLException {
    Path file = phase.delivery(orders);
    if (Files.exists(file)) {
      return;
    }
    int days = phase.daysNewer();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = " + threads);
      statement.execute(
          """
          COPY (
            WITH latest AS (
              SELECT * FROM read_csv(%s, header = true, columns = %s)
              QUALIFY row_number() OVER (
                PARTITION BY order_id ORDER BY updated_at DESC, quantity DESC) = 1)
            SELECT * REPLACE (quantity + %d AS quantity,
              updated_at + INTERVAL %d DAY AS updated_at)
            FROM latest WHERE %s ORDER BY hash(order_id) %s
          ) TO %s (HEADER, TIMESTAMPFORMAT '%%Y-%%m-%%dT%%H:%%M:%%SZ')
          """
              .formatted(
                  Sql.text(orders.toString()),
                  DuckDbReplace.columns(),
                  days,
                  days,
                  where,
                  limit,
                  Sql.text(file.toString())));
    }
  }
}
