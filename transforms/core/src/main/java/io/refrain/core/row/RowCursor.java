package io.refrain.core.row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Reads columns of an encoded row in place. One cursor is moved from row to row; it copies nothing
 * and is not thread-safe.
 */
public final class RowCursor {
  private final RowLayout layout;
  private byte[] bytes = new byte[0];
  private int start;
  private int length;

  public RowCursor(RowLayout layout) {
    this.layout = layout;
  }

  /** Points this cursor at a row. The bytes are read when a column is asked for, not now. */
  public RowCursor at(byte[] rowBytes, int offset, int rowLength) {
    this.bytes = rowBytes;
    this.start = offset;
    this.length = rowLength;
    return this;
  }

  public RowLayout layout() {
    return layout;
  }

  /** The array the row lies in. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the row begins in {@link #bytes()}. */
  public int offset() {
    return start;
  }

  /** How many bytes the row has. */
  public int length() {
    return length;
  }

  public boolean isNull(int column) {
    return layout.isNull(bytes, start, column);
  }

  /** The value of a whole-number, boolean, date, time, timestamp or DECIMAL64 column, widened. */
  public long getLong(int column) {
    int at = start + layout.fixedOffset(column);
    return switch (layout.type(column).kind().width()) {
      case 1 -> bytes[at];
      case 2 -> BigEndian.getShort(bytes, at);
      case 4 -> BigEndian.getInt(bytes, at);
      default -> BigEndian.getLong(bytes, at);
    };
  }

  public float getFloat(int column) {
    return Float.intBitsToFloat(BigEndian.getInt(bytes, start + layout.fixedOffset(column)));
  }

  public double getDouble(int column) {
    return Double.longBitsToDouble(BigEndian.getLong(bytes, start + layout.fixedOffset(column)));
  }

  /** Where the bytes of a column begin in {@link #bytes()}: in either area. */
  public int valueOffset(int column) {
    return layout.valueOffset(bytes, start, column);
  }

  /** How many bytes a column's value has: in either area. */
  public int valueLength(int column) {
    return layout.valueLength(bytes, start, column);
  }

  /** The text of a STRING column. */
  public String getString(int column) {
    return new String(bytes, valueOffset(column), valueLength(column), StandardCharsets.UTF_8);
  }

  /** A copy of the bytes of a column. */
  public byte[] getBytes(int column) {
    int from = valueOffset(column);
    return java.util.Arrays.copyOfRange(bytes, from, from + valueLength(column));
  }

  /** The value of a column of any decimal kind. */
  public BigDecimal getDecimal(int column) {
    ColumnType type = layout.type(column);
    int at = valueOffset(column);
    return switch (type.kind()) {
      case DECIMAL64 -> BigDecimal.valueOf(BigEndian.getLong(bytes, at), type.scale());
      case DECIMAL -> new BigDecimal(new BigInteger(bytes, at, valueLength(column)), type.scale());
      case DECIMAL_UNSCALED ->
          new BigDecimal(
              new BigInteger(bytes, at + Integer.BYTES, valueLength(column) - Integer.BYTES),
              BigEndian.getInt(bytes, at));
      default ->
          throw new IllegalStateException(
              layout.name(column) + " is no decimal but " + type.describe());
    };
  }
}
