package io.refrain.jdbc.mysql;

import io.refrain.jdbc.dialect.Remedies;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.TargetTable.Column;

/** A column is stated anew as a whole: its default, if it has one, has to be said again. */
final class MySqlRemedies implements Remedies {
  private final String byteCollation;

  MySqlRemedies(String byteCollation) {
    this.byteCollation = byteCollation;
  }

  @Override
  public String uniqueIndex(String table, String name, String columns) {
    return Remedies.named(table, name, columns);
  }

  @Override
  public String notNull(String table, String quoted, Column column) {
    return "ALTER TABLE " + table + " MODIFY " + quoted + " " + typeOf(column.type()) + " NOT NULL";
  }

  private String typeOf(StoredType type) {
    String compared = " CHARACTER SET utf8mb4 COLLATE " + byteCollation;
    return switch (type.name()) {
      case "varchar", "char" -> type.name() + "(" + type.size() + ")" + compared;
      case "tinytext", "text", "mediumtext", "longtext" -> type.name() + compared;
      case "varbinary", "binary" -> type.name() + "(" + type.size() + ")";
      case "decimal" -> "decimal(" + type.size() + "," + type.scale() + ")";
      case "decimal unsigned" -> "decimal(" + type.size() + "," + type.scale() + ") unsigned";
      case "time", "datetime", "timestamp" ->
          type.name() + (type.scale() > 0 ? "(" + type.scale() + ")" : "");
      default -> type.name();
    };
  }
}
