package io.refrain.jdbc.sqlite;

import io.refrain.jdbc.dialect.Remedies;
import io.refrain.jdbc.dialect.TargetTable.Column;

/** SQLite adds indexes to a table that is there, but neither keys nor NOT NULL. */
final class SqliteRemedies implements Remedies {
  @Override
  public String uniqueIndex(String table, String name, String columns) {
    return Remedies.named(table, name, columns);
  }

  @Override
  public String key(String table, String name, String columns) {
    return uniqueIndex(table, name, columns);
  }

  @Override
  public String notNull(String table, String quoted, Column column) {
    return "SQLite alters no column. Make the table anew with "
        + quoted
        + " "
        + column.type().name()
        + " NOT NULL";
  }
}
