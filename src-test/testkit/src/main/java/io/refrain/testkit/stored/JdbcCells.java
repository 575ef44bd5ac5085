package io.refrain.testkit.stored;

import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads values so that they do not depend on the default time zone, neither now nor when the
 * connection was opened.
 */
final class JdbcCells {
  private final List<String> names = new ArrayList<>();
  private final List<Class<?>> temporal = new ArrayList<>();

  private JdbcCells() {}

  static JdbcCells of(ResultSetMetaData columns) throws SQLException {
    JdbcCells cells = new JdbcCells();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      cells.names.add(columns.getColumnLabel(i));
      cells.temporal.add(temporalClass(columns.getColumnType(i), columns.getColumnTypeName(i)));
    }
    return cells;
  }

  private static Class<?> temporalClass(int type, String typeName) {
    String name = typeName.toLowerCase(Locale.ROOT);
    return switch (type) {
      case Types.TIMESTAMP_WITH_TIMEZONE -> OffsetDateTime.class;
      // PostgreSQL's driver reports both kinds as this one.
      case Types.TIMESTAMP ->
          name.equals("timestamptz") || name.contains("with time zone")
              ? OffsetDateTime.class
              : LocalDateTime.class;
      case Types.DATE -> LocalDate.class;
      case Types.TIME -> LocalTime.class;
      default -> null;
    };
  }

  int count() {
    return names.size();
  }

  String name(int index) {
    return names.get(index - 1);
  }

  Object read(ResultSet rows, int index) throws SQLException {
    Class<?> type = temporal.get(index - 1);
    if (type != null) {
      try {
        Object value = rows.getObject(index, type);
        return value instanceof OffsetDateTime moment ? moment.toInstant() : value;
      } catch (SQLException | RuntimeException e) {
        // A driver older than JDBC 4.2, or a value out of Java's range.
        return rows.getString(index);
      }
    }
    Object value = rows.getObject(index);
    if (value instanceof Clob clob) {
      return clob.getSubString(1, Math.toIntExact(clob.length()));
    }
    if (value instanceof Blob blob) {
      return blob.getBytes(1, Math.toIntExact(blob.length()));
    }
    if (value instanceof Array array) {
      return array.getArray();
    }
    return value;
  }
}
