package io.refrain.jdbc.mysql;

import io.refrain.jdbc.dialect.Collations;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.dialect.TargetTable.Column;

/**
 * Collations by their names: those that end in {@code _bin} compare characters by their codes, most
 * of them after filling up with blanks.
 */
final class MySqlCollations implements Collations {
  private final JdbcDialect dialect;
  private final String ofBytes;

  MySqlCollations(JdbcDialect dialect, String ofBytes) {
    this.dialect = dialect;
    this.ofBytes = ofBytes;
  }

  @Override
  public String query() {
    return "SELECT COLUMN_NAME, COLLATION_NAME FROM information_schema.COLUMNS"
        + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COLLATION_NAME IS NOT NULL";
  }

  @Override
  public Equality equality(String collation) {
    if (collation.equals(ofBytes) || collation.endsWith("_nopad_bin")) {
      return Equality.OF_BYTES;
    }
    return collation.endsWith("_bin") ? Equality.BUT_FOR_BLANKS_AT_END : Equality.LOOSE;
  }

  @Override
  public String change(TargetTable table, Column column) {
    return "ALTER TABLE "
        + SqlText.tableName(table, dialect::quote)
        + " MODIFY "
        + dialect.quote(column.name())
        + " VARCHAR("
        + column.type().size()
        + ") CHARACTER SET utf8mb4 COLLATE "
        + ofBytes
        + " NOT NULL";
  }
}
