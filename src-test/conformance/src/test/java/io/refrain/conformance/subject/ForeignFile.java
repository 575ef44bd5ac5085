package io.refrain.conformance.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.beam.sdk.values.Row;

/** A Parquet file of another writer: DuckDB. */
final class ForeignFile {
  private ForeignFile() {}

  /**
   * Writes it.
   *
   * @param fieldIds the numbers of the columns, for a format that finds them by number; or empty
   */
  static void write(Path file, List<Row> rows, Map<String, Integer> fieldIds)
      throws IOException, SQLException {
    Files.createDirectories(file.getParent());
    String values =
        rows.stream().map(ForeignFile::values).collect(Collectors.joining(", ", "VALUES ", ""));
    String ids =
        fieldIds.isEmpty()
            ? ""
            : fieldIds.entrySet().stream()
                .map(id -> id.getKey() + ": " + id.getValue())
                .collect(Collectors.joining(", ", ", FIELD_IDS {", "}"));
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM ("
              + values
              + ") AS t(order_id, order_date, product, quantity, updated_at)) TO "
              + quoted(file.toString())
              + " (FORMAT parquet"
              + ids
              + ")");
    }
  }

  private static String values(Row row) {
    return "("
        + row.getInt64("order_id")
        + "::BIGINT, DATE '"
        + row.getLogicalTypeValue("order_date", LocalDate.class)
        + "', "
        + (row.getString("product") == null ? "NULL" : quoted(row.getString("product")))
        + "::VARCHAR, "
        + row.getInt32("quantity")
        + "::INTEGER, TIMESTAMPTZ '"
        + row.getLogicalTypeValue("updated_at", Instant.class)
        + "')";
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
