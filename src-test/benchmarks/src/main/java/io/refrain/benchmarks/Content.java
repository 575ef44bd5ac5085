package io.refrain.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a dataset holds, as DuckDB reads it from its files: the same for the same rows, whatever
 * their order, file, codec or who wrote them.
 *
 * @param rows how many
 * @param keys how many different orders
 * @param partitions how many dates
 * @param checksum the sum of the rows' hashes, every column included
 */
record Content(long rows, long keys, long partitions, String checksum) {

  /**
   * Reads a dataset partitioned by {@code order_date=...} directories.
   *
   * @throws SQLException if there are no such files, or they cannot be read
   */
  static Content of(Path dataset, int threads) throws SQLException {
    String files = Sql.text(dataset + "/order_date=*/*.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = " + threads);
      try (ResultSet result =
          statement.executeQuery(
              """
              SELECT count(*), count(DISTINCT order_id), count(DISTINCT order_date),
                sum(hash(order_id::BIGINT, customer_id::BIGINT, product::VARCHAR,
                  quantity::INTEGER, amount::DECIMAL(12,2), order_date::DATE,
                  epoch_us(updated_at))::HUGEINT)::VARCHAR
              FROM read_parquet(%s, hive_partitioning = true,
                hive_types = {'order_date': 'DATE'})
              """
                  .formatted(files))) {
        result.next();
        return new Content(
            result.getLong(1), result.getLong(2), result.getLong(3), result.getString(4));
      }
    }
  }

  @Override
  public String toString() {
    return rows + " rows, " + keys + " keys, " + partitions + " dates, checksum " + checksum;
  }
}
