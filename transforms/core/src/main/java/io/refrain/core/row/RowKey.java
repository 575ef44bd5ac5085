package io.refrain.core.row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** The key columns of a layout: hash, equality and order of rows by key, on their bytes. */
public final class RowKey {
  private final RowLayout layout;
  private final int[] columns;
  private final boolean singleLong;
  private final int longOffset;

  /**
   * @throws IllegalArgumentException if no column is given, or one that the layout does not have
   */
  public RowKey(RowLayout layout, List<String> columns) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("A key needs at least one column.");
    }
    this.layout = layout;
    this.columns = layout.indexesOf(columns);
    this.singleLong =
        this.columns.length == 1
            && layout.type(this.columns[0]).kind().width() == Long.BYTES
            && layout.type(this.columns[0]).kind() != ColumnType.Kind.DECIMAL64;
    this.longOffset = layout.fixedOffset(this.columns[0]);
  }

  /** The indexes of the key columns. */
  public int[] columns() {
    return columns.clone();
  }

  /** The first key column that is null in a row, or -1. */
  public int nullColumn(byte[] bytes, int row) {
    for (int column : columns) {
      if (layout.isNull(bytes, row, column)) {
        return column;
      }
    }
    return -1;
  }

  /**
   * A 64-bit hash of the key, the same on every machine, and for the same number whatever the width
   * or the scale of the column it stands in.
   */
  public long hash(byte[] bytes, int row) {
    if (singleLong) {
      return mix(BigEndian.getLong(bytes, row + longOffset));
    }
    long h = columns.length;
    for (int column : columns) {
      int at = layout.valueOffset(bytes, row, column);
      h =
          switch (layout.type(column).kind()) {
            case INT8 -> plusNumber(h, bytes[at]);
            case INT16 -> plusNumber(h, BigEndian.getShort(bytes, at));
            case INT32 -> plusNumber(h, BigEndian.getInt(bytes, at));
            case INT64 -> plusNumber(h, BigEndian.getLong(bytes, at));
            case DECIMAL64, DECIMAL, DECIMAL_UNSCALED -> plusDecimal(h, bytes, row, column);
            default -> plusBytes(h, bytes, at, layout.valueLength(bytes, row, column));
          };
    }
    return h;
  }

  /** A key of one whole number hashes as the number alone, as {@link #singleLong} does it. */
  private long plusNumber(long h, long value) {
    return columns.length == 1 ? mix(value) : mix(mix(h * 31 + Long.BYTES) ^ value);
  }

  private long plusDecimal(long h, byte[] bytes, int row, int column) {
    BigDecimal value =
        new RowCursor(layout)
            .at(bytes, row, bytes.length - row)
            .getDecimal(column)
            .stripTrailingZeros();
    if (value.scale() <= 0 && (long) value.precision() - value.scale() <= 19) {
      BigInteger whole = value.toBigInteger();
      if (whole.bitLength() < Long.SIZE) {
        return plusNumber(h, whole.longValue());
      }
    }
    byte[] unscaled = value.unscaledValue().toByteArray();
    return plusBytes(mix(h ^ value.scale()), unscaled, 0, unscaled.length);
  }

  private static long plusBytes(long hash, byte[] bytes, int offset, int length) {
    int at = offset;
    int end = at + length;
    long h = mix(hash * 31 + length);
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      h = mix(h ^ BigEndian.getLong(bytes, at));
    }
    long rest = 0;
    for (; at < end; at++) {
      rest = rest << 8 | (bytes[at] & 0xff);
    }
    return mix(h ^ rest);
  }

  /** The 64-bit finalizer of MurmurHash3 (Appleby, public domain), after adding a constant. */
  private static long mix(long value) {
    long h = value + 0x9E3779B97F4A7C15L;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  /** Whether two rows have the same key. */
  public boolean same(byte[] a, int rowA, byte[] b, int rowB) {
    if (singleLong) {
      return BigEndian.getLong(a, rowA + longOffset) == BigEndian.getLong(b, rowB + longOffset);
    }
    for (int column : columns) {
      int fromA = layout.valueOffset(a, rowA, column);
      int fromB = layout.valueOffset(b, rowB, column);
      if (!Arrays.equals(
          a,
          fromA,
          fromA + layout.valueLength(a, rowA, column),
          b,
          fromB,
          fromB + layout.valueLength(b, rowB, column))) {
        return false;
      }
    }
    return true;
  }

  /** The order of two rows by key: column by column, values in their natural order. */
  public int compare(byte[] a, int rowA, byte[] b, int rowB) {
    for (int column : columns) {
      int order = ColumnOrder.compare(layout, column, a, rowA, b, rowB);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /**
   * A number for a row, such that rows are in the order of their keys where their numbers differ;
   * where they are equal, only {@link #compare} can tell. No key column may be null.
   */
  public long prefix(byte[] bytes, int row) {
    int column = columns[0];
    int at = layout.valueOffset(bytes, row, column);
    return switch (layout.type(column).kind()) {
      case BOOLEAN, INT8 -> bytes[at];
      case INT16 -> BigEndian.getShort(bytes, at);
      case INT32, DATE -> BigEndian.getInt(bytes, at);
      case INT64, TIME, TIMESTAMP, LOCAL_TIMESTAMP, DECIMAL64 -> BigEndian.getLong(bytes, at);
      case UUID, STRING, BYTES ->
          firstBytes(bytes, at, layout.valueLength(bytes, row, column)) ^ Long.MIN_VALUE;
      case FLOAT, DOUBLE, DECIMAL, DECIMAL_UNSCALED, ARRAY, MAP, ROW -> 0;
    };
  }

  /**
   * Shorter values are filled up with zeros: they come no later than those that begin like them.
   */
  private static long firstBytes(byte[] bytes, int at, int length) {
    if (length >= Long.BYTES) {
      return BigEndian.getLong(bytes, at);
    }
    long first = 0;
    for (int i = 0; i < length; i++) {
      first |= (bytes[at + i] & 0xffL) << (Long.SIZE - Byte.SIZE * (i + 1));
    }
    return first;
  }
}
