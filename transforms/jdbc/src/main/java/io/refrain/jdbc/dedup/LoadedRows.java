package io.refrain.jdbc.dedup;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.LoadRows;
import java.util.List;

/** Some rows, some of their columns, on their way into a table. */
final class LoadedRows implements LoadRows {
  private final RowForm form;
  private final int[] columns;
  private final List<byte[]> rows;
  private final RowCursor cursor;
  private int next;

  LoadedRows(RowForm form, int[] columns, List<byte[]> rows) {
    this.form = form;
    this.columns = columns;
    this.rows = rows;
    this.cursor = new RowCursor(form.layout);
  }

  @Override
  public int count() {
    return rows.size();
  }

  @Override
  public boolean next() {
    if (next == rows.size()) {
      return false;
    }
    byte[] row = rows.get(next++);
    cursor.at(row, 0, row.length);
    return true;
  }

  @Override
  public RowCursor row() {
    return cursor;
  }

  @Override
  public RowLayout layout() {
    return form.layout;
  }

  @Override
  public int position(int column) {
    return columns[column];
  }

  @Override
  public Object value(int column) {
    return form.port(columns[column]).get(cursor);
  }
}
