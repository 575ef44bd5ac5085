package io.refrain.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The job in DuckDB, as one SQL statement.
 *
 * <p>Arguments: the CSV file, the directory, the number of threads.
 */
final class DuckDbReplace {
  private DuckDbReplace() {}

  public static void main(String[] args) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = " + Integer.parseInt(args[2]));
      statement.execute("SET enable_progress_bar = false");
      statement.execute(
          """
          COPY (
            SELECT * FROM read_csv(%s, header = true, columns = %s)
            QUALIFY row_number() OVER (
              PARTITION BY order_id ORDER BY updated_at DESC, quantity DESC) = 1
          ) TO %s (FORMAT parquet, PARTITION_BY (order_date), OVERWRITE_OR_IGNORE)
          """
              .formatted(Sql.text(args[0]), columns(), Sql.text(args[1])));
    }
  }

  static String columns() {
    StringBuilder columns = new StringBuilder("{");
    for (Orders.Column column : Orders.COLUMNS) {
      columns.append(columns.length() == 1 ? "" : ", ");
      columns.append(Sql.text(column.name())).append(": ").append(Sql.text(column.type()));
    }
    return columns.append('}').toString();
  }
}
