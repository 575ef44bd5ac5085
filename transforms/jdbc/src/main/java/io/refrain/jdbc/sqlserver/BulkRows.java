package io.refrain.jdbc.sqlserver;

import com.microsoft.sqlserver.jdbc.ISQLServerBulkData;
import io.refrain.jdbc.dialect.LoadRows;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows as bulk copy takes them: dates, times and UUIDs as text, which the server converts. */
final class BulkRows implements ISQLServerBulkData {
  private static final long serialVersionUID = 1L;

  /** Beyond it, text and bytes are streamed. */
  private static final int LONGEST_CHARACTERS = 4000;

  private static final int LONGEST_BYTES = 8000;

  /** The longest of a time with its zone, or of a UUID. */
  private static final int LONGEST_NOTATION = 36;

  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

  private final transient List<Column> columns;
  private final transient LoadRows rows;

  BulkRows(List<Column> columns, LoadRows rows) {
    this.columns = columns;
    this.rows = rows;
  }

  @Override
  public Set<Integer> getColumnOrdinals() {
    return IntStream.rangeClosed(1, columns.size()).boxed().collect(Collectors.toSet());
  }

  @Override
  public String getColumnName(int ordinal) {
    return columns.get(ordinal - 1).name();
  }

  @Override
  public int getColumnType(int ordinal) {
    return switch (type(ordinal).family()) {
      case BOOLEAN -> Types.BIT;
      case TINYINT, SMALLINT -> Types.SMALLINT;
      case INTEGER -> Types.INTEGER;
      case BIGINT -> Types.BIGINT;
      case DECIMAL -> Types.DECIMAL;
      case REAL -> Types.REAL;
      case DOUBLE -> Types.DOUBLE;
      // Sent as they are, and converted by the server: the driver's own ways go through the default
      // time zone.
      case DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE, UUID -> Types.VARCHAR;
      case TEXT, PADDED_TEXT -> Types.NVARCHAR;
      case BYTES, PADDED_BYTES -> Types.VARBINARY;
      case OTHER -> throw new IllegalStateException(type(ordinal).toString());
    };
  }

  @Override
  public int getPrecision(int ordinal) {
    StoredType type = type(ordinal);
    return switch (type.family()) {
      case DECIMAL -> type.size();
      case TEXT, PADDED_TEXT -> longest(type, LONGEST_CHARACTERS);
      case BYTES, PADDED_BYTES -> longest(type, LONGEST_BYTES);
      case DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE, UUID -> LONGEST_NOTATION;
      default -> 0;
    };
  }

  /** One more than fits says that it is streamed. */
  private static int longest(StoredType type, int most) {
    return type.size() == 0 || type.size() > most ? most + 1 : type.size();
  }

  @Override
  public int getScale(int ordinal) {
    return type(ordinal).family() == Family.DECIMAL ? type(ordinal).scale() : 0;
  }

  @Override
  public boolean next() {
    return rows.next();
  }

  @Override
  public Object[] getRowData() {
    Object[] data = new Object[columns.size()];
    for (int i = 0; i < data.length; i++) {
      Object value = rows.value(i);
      data[i] = value instanceof OffsetDateTime instant ? INSTANT.format(instant) : value;
    }
    return data;
  }

  private StoredType type(int ordinal) {
    return columns.get(ordinal - 1).type();
  }
}
