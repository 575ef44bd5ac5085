package io.refrain.jdbc.upsert;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;

/**
 * A value as text that does not depend on the width or scale of the column it came from: what one
 * run remembers, another one understands that declares its input differently.
 */
final class PortableValue {
  private static final int DIGITS_OF_LONG = 19;

  private PortableValue() {}

  /** A letter for what values of a type can be compared with one another. */
  static char family(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN, INT8, INT16, INT32, INT64, DECIMAL64, DECIMAL, DECIMAL_UNSCALED -> 'n';
      case FLOAT, DOUBLE -> 'f';
      case DATE -> 'd';
      case TIME -> 'h';
      case TIMESTAMP, LOCAL_TIMESTAMP -> 'm';
      case STRING -> 't';
      case BYTES -> 'b';
      case UUID -> 'u';
      case ARRAY, MAP, ROW -> throw new IllegalArgumentException(type.describe());
    };
  }

  /** A value that is not null as text: equal values of a family have equal texts. */
  static String text(RowCursor row, int column) {
    return switch (row.layout().type(column).kind()) {
      case DECIMAL64, DECIMAL, DECIMAL_UNSCALED -> text(row.getDecimal(column));
      case FLOAT -> Double.toString(row.getFloat(column));
      case DOUBLE -> Double.toString(row.getDouble(column));
      case STRING -> row.getString(column);
      case BYTES, UUID -> HexFormat.of().formatHex(row.getBytes(column));
      default -> Long.toString(row.getLong(column));
    };
  }

  private static String text(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    if (stripped.scale() <= 0 && (long) stripped.precision() - stripped.scale() <= DIGITS_OF_LONG) {
      BigInteger whole = stripped.toBigInteger();
      if (whole.bitLength() < Long.SIZE) {
        return whole.toString();
      }
    }
    return stripped.toString();
  }

  /**
   * Sets a column to what {@link #text} made.
   *
   * @return false if the column's type has no such value; it is null, then
   * @throws RuntimeException if it is no such text
   */
  static boolean set(RowWriter row, int column, String text) {
    ColumnType type = row.layout().type(column);
    switch (type.kind()) {
      case DECIMAL64, DECIMAL, DECIMAL_UNSCALED -> row.setDecimal(column, new BigDecimal(text));
      case FLOAT -> {
        double value = Double.parseDouble(text);
        if (Double.compare((float) value, value) != 0) {
          row.setNull(column);
          return false;
        }
        row.setFloat(column, (float) value);
      }
      case DOUBLE -> row.setDouble(column, Double.parseDouble(text));
      case STRING -> row.setString(column, text);
      case BYTES -> row.setBytes(column, HexFormat.of().parseHex(text));
      case UUID -> {
        byte[] bytes = HexFormat.of().parseHex(text);
        BigInteger value = new BigInteger(1, bytes);
        row.setUuid(column, value.shiftRight(Long.SIZE).longValue(), value.longValue());
      }
      default -> {
        return setWhole(row, column, new BigDecimal(text), type.kind().width() * Byte.SIZE);
      }
    }
    return true;
  }

  private static boolean setWhole(RowWriter row, int column, BigDecimal value, int bits) {
    BigInteger whole = value.scale() > 0 ? null : value.toBigInteger();
    if (whole == null || whole.bitLength() >= bits) {
      row.setNull(column);
      return false;
    }
    row.setLong(column, whole.longValue());
    return true;
  }
}
