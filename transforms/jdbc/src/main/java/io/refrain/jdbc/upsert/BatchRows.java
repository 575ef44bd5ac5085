package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.ArrayRows;
import io.refrain.jdbc.table.ColumnPort;
import java.util.List;

/** Some rows of a batch, some of their columns: on their way into the database. */
final class BatchRows implements ArrayRows {
  private final RowLayout layout;
  private final List<ColumnPort> ports;
  private final List<Integer> columns;
  private final Batch batch;
  private final int[] rows;
  private final int timeoutSeconds;
  private final RowCursor cursor;
  private int next;

  BatchRows(
      RowLayout layout,
      List<ColumnPort> ports,
      List<Integer> columns,
      Batch batch,
      int[] rows,
      int timeoutSeconds) {
    this.timeoutSeconds = timeoutSeconds;
    this.layout = layout;
    this.ports = ports;
    this.columns = columns;
    this.batch = batch;
    this.rows = rows;
    this.cursor = new RowCursor(layout);
  }

  /** Which columns of the layout they are. */
  List<Integer> columns() {
    return columns;
  }

  @Override
  public Object[] values(int i) {
    ColumnPort port = ports.get(columns.get(i));
    Object[] values = port.newArray(rows.length);
    for (int row = 0; row < rows.length; row++) {
      values[row] = port.get(at(row));
    }
    return values;
  }

  private RowCursor at(int i) {
    byte[] row = batch.row(rows[i]);
    return cursor.at(row, 0, row.length);
  }

  @Override
  public int count() {
    return rows.length;
  }

  @Override
  public int timeoutSeconds() {
    return timeoutSeconds;
  }

  @Override
  public boolean next() {
    if (next == rows.length) {
      return false;
    }
    at(next++);
    return true;
  }

  @Override
  public void restart() {
    next = 0;
  }

  @Override
  public RowCursor row() {
    return cursor;
  }

  @Override
  public RowLayout layout() {
    return layout;
  }

  @Override
  public int position(int column) {
    return columns.get(column);
  }

  @Override
  public Object value(int column) {
    return ports.get(columns.get(column)).get(cursor);
  }
}
