package io.refrain.jdbc.mysql;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.LoadRows;

/**
 * Rows whose floats are doubles: drivers write a value as text, and the shortest text of a float is
 * not the float itself when it is read as a double. The greatest one would be out of range.
 */
final class WideFloats implements LoadRows {
  private final LoadRows rows;

  WideFloats(LoadRows rows) {
    this.rows = rows;
  }

  @Override
  public int count() {
    return rows.count();
  }

  @Override
  public boolean next() {
    return rows.next();
  }

  @Override
  public RowCursor row() {
    return rows.row();
  }

  @Override
  public RowLayout layout() {
    return rows.layout();
  }

  @Override
  public int position(int column) {
    return rows.position(column);
  }

  @Override
  public Object value(int column) {
    Object value = rows.value(column);
    return value instanceof Float narrow ? (Object) narrow.doubleValue() : value;
  }
}
