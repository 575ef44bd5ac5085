package io.refrain.jdbc.replace;

import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.LoadRows;
import io.refrain.jdbc.table.ColumnPort;
import java.util.List;

/** The rows of a block, all their columns, on their way into a staging table. */
final class StagedBatch implements LoadRows {
  private final RowLayout layout;
  private final List<ColumnPort> ports;
  private final int count;
  private final RowBlock.Reader reader;
  private final RowCursor cursor;

  StagedBatch(RowLayout layout, List<ColumnPort> ports, RowBlock block) {
    this.layout = layout;
    this.ports = ports;
    this.count = block.rowCount();
    this.reader = new RowBlock.Reader().open(block);
    this.cursor = new RowCursor(layout);
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public boolean next() {
    if (!reader.next()) {
      return false;
    }
    cursor.at(reader.bytes(), reader.offset(), reader.length());
    return true;
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
    return column;
  }

  @Override
  public Object value(int column) {
    return ports.get(column).get(cursor);
  }
}
