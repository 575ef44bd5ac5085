package io.refrain.jdbc.postgres;

import io.refrain.core.row.BigEndian;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.ColumnType.Kind;
import io.refrain.core.row.RowWriter;
import io.refrain.jdbc.dialect.RawResults;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.ValueReader;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.PGResultSetMetaData;
import org.postgresql.core.Field;

/**
 * Results in the binary form, which the driver asks for once a statement has been used a few times:
 * {@code getBytes} gives the bytes as they came.
 *
 * <p>Source: PostgreSQL, the send functions of the types.
 */
final class BinaryResults implements RawResults {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /** Puts the bytes of a value into a row; false if it has no exact form there. */
  @FunctionalInterface
  private interface Form {
    boolean put(byte[] value, RowWriter row);
  }

  @Override
  public boolean suits(ResultSet result) throws SQLException {
    ResultSetMetaData data = result.getMetaData();
    if (!data.isWrapperFor(PGResultSetMetaData.class)) {
      return false;
    }
    PGResultSetMetaData form = data.unwrap(PGResultSetMetaData.class);
    for (int i = 1; i <= data.getColumnCount(); i++) {
      if (form.getFormat(i) != Field.BINARY_FORMAT && !isTold(data, i)) {
        return false;
      }
    }
    return true;
  }

  /** What the driver always asks for as text: that has the same bytes, or is told apart below. */
  private static boolean isTold(ResultSetMetaData data, int i) throws SQLException {
    return switch (data.getColumnTypeName(i)) {
      case "text", "varchar", "bool" -> true;
      default -> false;
    };
  }

  @Override
  public Optional<ValueReader> reader(int column, ColumnType type, StoredType stored) {
    return form(column, type, stored)
        .map(form -> (from, i, row) -> read(form, column, from, i, row));
  }

  private static boolean read(Form form, int column, ResultSet from, int index, RowWriter row)
      throws SQLException {
    byte[] value = from.getBytes(index);
    boolean exact = value == null || form.put(value, row);
    if (value == null || !exact) {
      row.setNull(column);
    }
    return exact;
  }

  private static Optional<Form> form(int column, ColumnType type, StoredType stored) {
    Kind kind = type.kind();
    return Optional.ofNullable(
        switch (stored.family()) {
          case BOOLEAN -> kind == Kind.BOOLEAN ? (v, row) -> put(row, column, bool(v)) : null;
          case SMALLINT -> whole(column, kind, v -> BigEndian.getShort(v, 0));
          case INTEGER -> whole(column, kind, v -> BigEndian.getInt(v, 0));
          case BIGINT -> whole(column, kind, v -> BigEndian.getLong(v, 0));
          case DECIMAL -> kind == Kind.DECIMAL64 ? (v, row) -> decimal(v, type, column, row) : null;
          case DATE -> kind == Kind.DATE ? (v, row) -> date(v, column, row) : null;
          case TIME -> kind == Kind.TIME ? (v, row) -> time(v, column, row) : null;
          case TIMESTAMP, TIMESTAMP_WITH_ZONE ->
              kind == Kind.TIMESTAMP || kind == Kind.LOCAL_TIMESTAMP
                  ? (v, row) -> timestamp(v, column, row)
                  : null;
          case TEXT -> kind == Kind.STRING ? (v, row) -> bytes(v, column, row) : null;
          case BYTES -> kind == Kind.BYTES ? (v, row) -> bytes(v, column, row) : null;
          case UUID -> kind == Kind.UUID ? (v, row) -> uuid(v, column, row) : null;
          default -> null;
        });
  }

  /** The number in the bytes of a value. */
  @FunctionalInterface
  private interface Whole {
    long of(byte[] value);
  }

  private static Form whole(int column, Kind kind, Whole number) {
    return switch (kind) {
      case INT8, INT16, INT32, INT64 -> {
        int unused = Long.SIZE - kind.width() * Byte.SIZE;
        yield (v, row) -> {
          long value = number.of(v);
          return value << unused >> unused == value && put(row, column, value);
        };
      }
      default -> null;
    };
  }

  private static boolean put(RowWriter row, int column, long value) {
    row.setLong(column, value);
    return true;
  }

  private static boolean bytes(byte[] value, int column, RowWriter row) {
    row.setBytes(column, value, 0, value.length);
    return true;
  }

  private static boolean uuid(byte[] value, int column, RowWriter row) {
    row.setUuid(column, BigEndian.getLong(value, 0), BigEndian.getLong(value, Long.BYTES));
    return true;
  }

  // The ends of both ranges stand for minus infinity and infinity, which no row here can mean.
  private static boolean date(byte[] value, int column, RowWriter row) {
    int day = BigEndian.getInt(value, 0);
    long epochDay = (long) day + BinaryRow.EPOCH_DAY;
    return day != Integer.MIN_VALUE
        && day != Integer.MAX_VALUE
        && epochDay == (int) epochDay
        && put(row, column, epochDay);
  }

  private static boolean timestamp(byte[] value, int column, RowWriter row) {
    long micros = BigEndian.getLong(value, 0);
    return micros != Long.MIN_VALUE
        && micros <= Long.MAX_VALUE - BinaryRow.EPOCH_MICROS
        && put(row, column, micros + BinaryRow.EPOCH_MICROS);
  }

  // A day may have a last moment there, 24:00.
  private static boolean time(byte[] value, int column, RowWriter row) {
    long micros = BigEndian.getLong(value, 0);
    return micros < MICROS_PER_DAY && put(row, column, micros);
  }

  private static long bool(byte[] value) {
    return value[0] == 1 || value[0] == 't' ? 1 : 0;
  }

  private static boolean decimal(byte[] value, ColumnType type, int column, RowWriter row) {
    long unscaled = NumericForm.unscaled(value, type.precision(), type.scale());
    return unscaled != NumericForm.NONE && put(row, column, unscaled);
  }
}
