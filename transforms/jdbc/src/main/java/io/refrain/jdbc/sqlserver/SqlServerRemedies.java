package io.refrain.jdbc.sqlserver;

import io.refrain.jdbc.dialect.Remedies;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.TargetTable.Column;

/** Source: the manual's pages of CREATE INDEX and ALTER TABLE. */
final class SqlServerRemedies implements Remedies {
  @Override
  public String uniqueIndex(String table, String name, String columns) {
    return Remedies.named(table, name, columns);
  }

  /** The type has to be said again. */
  @Override
  public String notNull(String table, String quoted, Column column) {
    return "ALTER TABLE "
        + table
        + " ALTER COLUMN "
        + quoted
        + " "
        + typeOf(column.type())
        + " NOT NULL";
  }

  private static String typeOf(StoredType type) {
    return switch (type.name()) {
      case "nvarchar", "nchar", "varchar", "char", "varbinary", "binary" ->
          type.name() + "(" + (type.size() > 8000 ? "max" : type.size()) + ")";
      case "decimal", "numeric" -> type.name() + "(" + type.size() + "," + type.scale() + ")";
      case "time", "datetime2", "datetimeoffset" -> type.name() + "(" + type.scale() + ")";
      default -> type.name();
    };
  }

  @Override
  public String numberedByDefault(String table, String quoted) {
    return "SQL Server cannot take IDENTITY away. Make the table anew with "
        + quoted
        + " without it";
  }
}
