package io.refrain.jdbc.oracle;

import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.LoadRows;
import io.refrain.jdbc.dialect.RowLoader;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/**
 * Loads rows by a prepared INSERT in batches, each of which Oracle's driver sends as arrays in one
 * call. Types are named: without, a floating number would go through NUMBER, and a null through
 * text.
 */
final class ArrayBindLoader implements RowLoader {
  /** From the driver's {@code OracleTypes}. */
  private static final int BINARY_FLOAT = 100;

  private static final int BINARY_DOUBLE = 101;
  private static final int ROWS_AT_ONCE = 1000;

  private final JdbcDialect dialect;

  ArrayBindLoader(JdbcDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public boolean takes(List<Column> columns) {
    return true;
  }

  @Override
  public void load(Connection connection, String table, List<Column> columns, LoadRows rows)
      throws SQLException {
    String sql =
        "INSERT INTO "
            + table
            + " ("
            + SqlText.list(columns, c -> dialect.quote(c.name()))
            + ") VALUES ("
            + SqlText.list(columns, c -> "?")
            + ")";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      int waiting = 0;
      while (rows.next()) {
        for (int i = 0; i < columns.size(); i++) {
          insert.setObject(i + 1, rows.value(i), jdbcType(columns.get(i).type()));
        }
        insert.addBatch();
        if (++waiting == ROWS_AT_ONCE) {
          insert.executeBatch();
          waiting = 0;
        }
      }
      if (waiting > 0) {
        insert.executeBatch();
      }
    }
  }

  static int jdbcType(StoredType type) {
    return switch (type.family()) {
      case BOOLEAN -> Types.BOOLEAN;
      case DECIMAL -> Types.NUMERIC;
      case REAL -> BINARY_FLOAT;
      case DOUBLE -> BINARY_DOUBLE;
      case TIMESTAMP -> Types.TIMESTAMP;
      case TIMESTAMP_WITH_ZONE -> Types.TIMESTAMP_WITH_TIMEZONE;
      case TEXT, PADDED_TEXT -> text(type.name());
      case BYTES -> type.name().equals("BLOB") ? Types.LONGVARBINARY : Types.VARBINARY;
      default -> throw new IllegalStateException(type.toString());
    };
  }

  private static int text(String typeName) {
    return switch (typeName) {
      case "NVARCHAR2", "NCHAR" -> Types.NVARCHAR;
      case "CLOB" -> Types.LONGVARCHAR;
      case "NCLOB" -> Types.LONGNVARCHAR;
      default -> Types.VARCHAR;
    };
  }
}
