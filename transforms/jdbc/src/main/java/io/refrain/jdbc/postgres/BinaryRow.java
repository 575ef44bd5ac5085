package io.refrain.jdbc.postgres;

import io.refrain.core.row.BigEndian;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.LoadRows;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * Turns encoded rows into the binary form that COPY and parameters have in common, without an
 * object for the usual types.
 *
 * <p>Source: PostgreSQL, the receive functions of the types.
 */
final class BinaryRow {
  /** Day 0 there is the first of 2000. */
  static final int EPOCH_DAY = (int) LocalDate.of(2000, 1, 1).toEpochDay();

  static final long EPOCH_MICROS = EPOCH_DAY * 86_400_000_000L;

  private final StoredType.Family[] families;
  private final ColumnType[] types;
  private final int[] positions;
  private final NumericForm numeric = new NumericForm();

  BinaryRow(List<Column> columns, LoadRows rows) {
    int n = columns.size();
    this.families = new StoredType.Family[n];
    this.types = new ColumnType[n];
    this.positions = new int[n];
    for (int i = 0; i < n; i++) {
      families[i] = columns.get(i).type().family();
      positions[i] = rows.position(i);
      types[i] = rows.layout().type(positions[i]);
    }
  }

  private BinaryRow(Column column, int position, ColumnType type) {
    this.families = new StoredType.Family[] {column.type().family()};
    this.positions = new int[] {position};
    this.types = new ColumnType[] {type};
  }

  /**
   * Of each row one value.
   *
   * @param position where it stands in the layout
   */
  static BinaryRow ofOne(Column column, int position, RowLayout layout) {
    return new BinaryRow(column, position, layout.type(position));
  }

  /** All values of a row, each with its length. */
  void write(RowCursor row, BinaryBuffer out) throws SQLException {
    for (int i = 0; i < positions.length; i++) {
      write(i, row, out);
    }
  }

  private void write(int i, RowCursor row, BinaryBuffer out) throws SQLException {
    if (row.isNull(positions[i])) {
      out.putNull();
    } else {
      writeValue(i, row, out);
    }
  }

  private void writeValue(int i, RowCursor row, BinaryBuffer out) throws SQLException {
    int column = positions[i];
    switch (families[i]) {
      case BOOLEAN -> out.putBoolean(row.getLong(column) != 0);
      case SMALLINT -> out.putInt2(row.getLong(column));
      case INTEGER -> out.putInt4(row.getLong(column));
      case BIGINT, TIME -> out.putInt8(row.getLong(column));
      case DECIMAL -> writeDecimal(i, row, out);
      case REAL -> out.putInt4(Float.floatToRawIntBits(row.getFloat(column)));
      case DOUBLE -> {
        boolean single = types[i].kind() == ColumnType.Kind.FLOAT;
        double value = single ? row.getFloat(column) : row.getDouble(column);
        out.putInt8(Double.doubleToRawLongBits(value));
      }
      case DATE -> out.putInt4(day(row.getLong(column)));
      case TIMESTAMP, TIMESTAMP_WITH_ZONE -> out.putInt8(micros(row.getLong(column)));
      case TEXT, PADDED_TEXT -> writeText(i, row, out);
      case UUID, BYTES ->
          out.putBytes(row.bytes(), row.valueOffset(column), row.valueLength(column));
      default -> throw new IllegalStateException(families[i].toString());
    }
  }

  private void writeText(int i, RowCursor row, BinaryBuffer out) throws SQLException {
    int column = positions[i];
    if (types[i].kind() == ColumnType.Kind.UUID) {
      byte[] text = uuid(row, column).toString().getBytes(StandardCharsets.US_ASCII);
      out.putBytes(text, 0, text.length);
    } else {
      out.putBytes(row.bytes(), row.valueOffset(column), row.valueLength(column));
    }
  }

  private static UUID uuid(RowCursor row, int column) {
    int at = row.valueOffset(column);
    return new UUID(
        BigEndian.getLong(row.bytes(), at), BigEndian.getLong(row.bytes(), at + Long.BYTES));
  }

  private void writeDecimal(int i, RowCursor row, BinaryBuffer out) throws SQLException {
    int column = positions[i];
    switch (types[i].kind()) {
      case DECIMAL64 -> {
        if (NumericForm.isFast(types[i].scale())) {
          numeric.of(row.getLong(column), types[i].scale());
        } else {
          numeric.of(row.getDecimal(column));
        }
      }
      case DECIMAL, DECIMAL_UNSCALED -> numeric.of(row.getDecimal(column));
      // A whole number.
      default -> numeric.of(row.getLong(column), 0);
    }
    numeric.write(out);
  }

  // The least number stands for minus infinity there: not a value that a row here can mean.
  private static int day(long epochDay) throws SQLException {
    long day = epochDay - EPOCH_DAY;
    if (day <= Integer.MIN_VALUE || day > Integer.MAX_VALUE) {
      throw outOfRange("date");
    }
    return (int) day;
  }

  private static long micros(long epochMicros) throws SQLException {
    long micros = epochMicros - EPOCH_MICROS;
    if (micros >= epochMicros || micros == Long.MIN_VALUE) {
      throw outOfRange("timestamp");
    }
    return micros;
  }

  private static SQLException outOfRange(String type) {
    return new SQLException(type + " out of range", PostgresStates.DATETIME_FIELD_OVERFLOW);
  }
}
