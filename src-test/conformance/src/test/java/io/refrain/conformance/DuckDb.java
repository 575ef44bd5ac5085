package io.refrain.conformance;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Reads a dataset as an engine does that knows nothing of its manifest: by listing it. */
final class DuckDb {
  private DuckDb() {}

  /** Every row as text, sorted; partition columns come from the paths. */
  static List<String> rows(Path dataset) throws SQLException {
    return query(
        "SELECT CAST(t AS VARCHAR) FROM read_parquet('"
            + dataset
            + "/**/*.parquet', hive_partitioning = true) t ORDER BY 1");
  }

  /** The first column of a result. */
  static List<String> query(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    }
  }
}
