package io.refrain.jdbc.doctor;

import io.refrain.jdbc.doctor.Finding.Code;
import io.refrain.jdbc.table.StoredTable.Column;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the stored rows say: keys that are there several times, or null. Counts up to a bound. */
final class StoredRowChecks {
  private static final int MOST = 1000;

  private final Examined table;
  private final Connection connection;
  private final int timeoutSeconds;

  StoredRowChecks(Examined table, Connection connection, int timeoutSeconds) {
    this.table = table;
    this.connection = connection;
    this.timeoutSeconds = timeoutSeconds;
  }

  void run() throws SQLException {
    boolean guarded =
        table.facts.table().uniqueIndexes().stream()
            .anyMatch(i -> i.columns().equals(table.keyNames()));
    if (!guarded) {
      duplicates();
    }
    List<Column> nullable = table.keys.stream().filter(Column::nullable).toList();
    if (!nullable.isEmpty()) {
      int found =
          count("SELECT 1 FROM " + table.name() + " WHERE " + quoted(nullable, " IS NULL", " OR "));
      if (found > 0) {
        table.caveat(
            Code.NULL_KEYS,
            Examined.BY_KEY,
            "it holds " + number(found, "row") + " with a null key, which no upsert finds again",
            "Give them keys, or delete them: DELETE FROM "
                + table.name()
                + " WHERE "
                + quoted(nullable, " IS NULL", " OR "));
      }
    }
  }

  private void duplicates() throws SQLException {
    String keys = table.keyList();
    int found =
        count(
            "SELECT 1 FROM "
                + table.name()
                + " WHERE "
                + quoted(table.keys, " IS NOT NULL", " AND ")
                + " GROUP BY "
                + keys
                + " HAVING COUNT(*) > 1");
    if (found > 0) {
      table.add(
          Code.DUPLICATE_KEYS,
          Map.of(Safety.UNSAFE, Examined.BY_KEY, Safety.CAVEAT, EnumSet.of(Mode.REPLACE)),
          "it holds "
              + number(found, "key")
              + " several times, so no unique index can be made over "
              + table.keyNames(),
          "Keep the newest row of each: refrain dedup --plan, then refrain dedup");
    }
  }

  private int count(String query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(timeoutSeconds);
      statement.setMaxRows(MOST + 1);
      try (ResultSet rows = statement.executeQuery(query)) {
        int found = 0;
        while (rows.next()) {
          found++;
        }
        return found;
      }
    }
  }

  private String quoted(List<Column> columns, String test, String between) {
    return columns.stream()
        .map(c -> table.dialect.quote(c.name()) + test)
        .collect(Collectors.joining(between));
  }

  private static String number(int found, String what) {
    return found > MOST
        ? "more than " + MOST + " " + what + "s"
        : found + " " + what + (found == 1 ? "" : "s");
  }
}
