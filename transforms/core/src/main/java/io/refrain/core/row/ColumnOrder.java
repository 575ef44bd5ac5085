package io.refrain.core.row;

import java.util.Arrays;

/** The natural order of two values of one column that are not null. */
final class ColumnOrder {
  private ColumnOrder() {}

  static int compare(RowLayout layout, int column, byte[] a, int rowA, byte[] b, int rowB) {
    int atA = layout.valueOffset(a, rowA, column);
    int atB = layout.valueOffset(b, rowB, column);
    return switch (layout.type(column).kind()) {
      case BOOLEAN, INT8 -> Byte.compare(a[atA], b[atB]);
      case INT16 -> Short.compare(BigEndian.getShort(a, atA), BigEndian.getShort(b, atB));
      case INT32, DATE -> Integer.compare(BigEndian.getInt(a, atA), BigEndian.getInt(b, atB));
      case INT64, TIME, TIMESTAMP, LOCAL_TIMESTAMP, DECIMAL64 ->
          Long.compare(BigEndian.getLong(a, atA), BigEndian.getLong(b, atB));
      case FLOAT ->
          Float.compare(
              Float.intBitsToFloat(BigEndian.getInt(a, atA)),
              Float.intBitsToFloat(BigEndian.getInt(b, atB)));
      case DOUBLE ->
          Double.compare(
              Double.longBitsToDouble(BigEndian.getLong(a, atA)),
              Double.longBitsToDouble(BigEndian.getLong(b, atB)));
      case DECIMAL, DECIMAL_UNSCALED ->
          cursor(layout, a, rowA)
              .getDecimal(column)
              .compareTo(cursor(layout, b, rowB).getDecimal(column));
      case UUID, STRING, BYTES, ARRAY, MAP, ROW ->
          Arrays.compareUnsigned(
              a,
              atA,
              atA + layout.valueLength(a, rowA, column),
              b,
              atB,
              atB + layout.valueLength(b, rowB, column));
    };
  }

  private static RowCursor cursor(RowLayout layout, byte[] bytes, int row) {
    return new RowCursor(layout).at(bytes, row, bytes.length - row);
  }
}
