package io.refrain.jdbc.postgres;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowCursor;
import io.refrain.jdbc.dialect.LoadRows;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;

/** Turns encoded rows into the binary form of COPY, without an object for the usual types. */
final class CopyRow {
  private static final int EPOCH_DAY = (int) LocalDate.of(2000, 1, 1).toEpochDay();
  private static final long EPOCH_MICROS = EPOCH_DAY * 86_400_000_000L;

  private final StoredType.Family[] families;
  private final ColumnType[] types;
  private final int[] positions;
  private final NumericForm numeric = new NumericForm();

  CopyRow(List<Column> columns, LoadRows rows) {
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

  void write(RowCursor row, CopyBuffer out) throws SQLException {
    out.putShort(positions.length);
    for (int i = 0; i < positions.length; i++) {
      if (row.isNull(positions[i])) {
        out.putNull();
      } else {
        writeValue(i, row, out);
      }
    }
  }

  private void writeValue(int i, RowCursor row, CopyBuffer out) throws SQLException {
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
      case UUID, TEXT, PADDED_TEXT, BYTES ->
          out.putBytes(row.bytes(), row.valueOffset(column), row.valueLength(column));
      default -> throw new IllegalStateException(families[i].toString());
    }
  }

  private void writeDecimal(int i, RowCursor row, CopyBuffer out) throws SQLException {
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
