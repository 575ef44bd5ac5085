package io.refrain.core.row;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds encoded rows, one after another, in a buffer of its own. Columns of variable length are
 * set in schema order; every column is set once, by its value or by {@link #setNull}. Not
 * thread-safe.
 */
public final class RowWriter {
  private final RowLayout layout;
  private final int header;
  private byte[] bytes;
  private int end;
  private int variableDone = -1;

  public RowWriter(RowLayout layout) {
    this.layout = layout;
    this.header = layout.headerBytes();
    this.bytes = new byte[Math.max(64, header * 2)];
    reset();
  }

  /** Begins a new row; what the buffer held is gone. */
  public RowWriter reset() {
    Arrays.fill(bytes, 0, header, (byte) 0);
    end = header;
    variableDone = -1;
    return this;
  }

  public RowLayout layout() {
    return layout;
  }

  public void setNull(int column) {
    bytes[column >> 3] |= (byte) (1 << (column & 7));
    if (layout.type(column).kind().isVariable()) {
      endVariable(column);
    }
  }

  /** Sets a column of a whole-number, boolean, date, time, timestamp or DECIMAL64 kind. */
  public void setLong(int column, long value) {
    int at = layout.fixedOffset(column);
    switch (layout.type(column).kind().width()) {
      case 1 -> bytes[at] = (byte) value;
      case 2 -> BigEndian.putShort(bytes, at, (short) value);
      case 4 -> BigEndian.putInt(bytes, at, (int) value);
      default -> BigEndian.putLong(bytes, at, value);
    }
  }

  public void setFloat(int column, float value) {
    BigEndian.putInt(bytes, layout.fixedOffset(column), Float.floatToIntBits(value));
  }

  public void setDouble(int column, double value) {
    BigEndian.putLong(bytes, layout.fixedOffset(column), Double.doubleToLongBits(value));
  }

  /**
   * Sets a column of any decimal kind.
   *
   * @throws UnfitValueException if it cannot hold the value exactly
   */
  public void setDecimal(int column, BigDecimal value) {
    ColumnType type = layout.type(column);
    switch (type.kind()) {
      case DECIMAL64 ->
          setLong(column, Decimals.unscaled(layout.name(column), type, value).longValueExact());
      case DECIMAL ->
          setBytes(column, Decimals.unscaled(layout.name(column), type, value).toByteArray());
      case DECIMAL_UNSCALED -> setBytes(column, Decimals.stripped(value));
      default ->
          throw new IllegalStateException(
              layout.name(column) + " is no decimal but " + type.describe());
    }
  }

  /** Sets a UUID column. */
  public void setUuid(int column, long mostSignificant, long leastSignificant) {
    int at = layout.fixedOffset(column);
    BigEndian.putLong(bytes, at, mostSignificant);
    BigEndian.putLong(bytes, at + Long.BYTES, leastSignificant);
  }

  /** Sets a column of variable length from bytes already in their canonical form. */
  public void setBytes(int column, byte[] from, int offset, int length) {
    ensure(length);
    System.arraycopy(from, offset, bytes, end, length);
    end += length;
    endVariable(column);
  }

  public void setBytes(int column, byte[] value) {
    setBytes(column, value, 0, value.length);
  }

  public void setString(int column, String value) {
    setBytes(column, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Copies a column of another row, null or not. The two columns have the same type. */
  public void copy(int column, RowCursor from, int fromColumn) {
    if (from.isNull(fromColumn)) {
      setNull(column);
    } else if (layout.type(column).kind().isVariable()) {
      setBytes(column, from.bytes(), from.valueOffset(fromColumn), from.valueLength(fromColumn));
    } else {
      System.arraycopy(
          from.bytes(),
          from.valueOffset(fromColumn),
          bytes,
          layout.fixedOffset(column),
          from.valueLength(fromColumn));
    }
  }

  private void endVariable(int column) {
    if (layout.previousVariable(column) != variableDone) {
      throw new IllegalStateException(
          "Column " + layout.name(column) + " was set out of order: set columns in schema order.");
    }
    BigEndian.putInt(bytes, layout.fixedOffset(column), end - header);
    variableDone = column;
  }

  private void ensure(int more) {
    if (bytes.length - end < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(end, more)));
    }
  }

  /** The buffer; the row lies in its first {@link #length()} bytes until the next reset. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return end;
  }

  /** The finished row as an array of its own. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, end);
  }
}
