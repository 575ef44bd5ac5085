package io.refrain.core.merge;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;

/** One key column, of the type it has in the table, and values of it as rows. Not thread-safe. */
final class KeyColumn {
  private final RowLayout layout;
  private final RowKey order;
  private final RowWriter writer;

  /**
   * @param layout of a row of this column alone
   */
  KeyColumn(RowLayout layout) {
    this.layout = layout;
    this.order = new RowKey(layout, List.of(layout.name(0)));
    this.writer = new RowWriter(layout);
  }

  /** The key columns of a table. */
  static List<KeyColumn> of(RowLayout table, List<String> keys) {
    List<KeyColumn> columns = new ArrayList<>();
    for (String key : keys) {
      Schema.Field field = table.schema().getField(key).withNullable(false);
      columns.add(new KeyColumn(RowLayout.of(Schema.of(field))));
    }
    return columns;
  }

  /** The layout of a value. */
  RowLayout layout() {
    return layout;
  }

  /** The natural order of two values. */
  int compare(byte[] a, byte[] b) {
    return order.compare(a, 0, b, 0);
  }

  /** Encodes a value of another row. */
  void encode(ColumnMapping mapping, RowCursor row) {
    mapping.copy(row, writer.reset());
  }

  /** The value that was encoded last; it is gone with the next. */
  byte[] encoded() {
    return writer.bytes();
  }

  /** The value that was encoded last, as an array of its own. */
  byte[] copy() {
    return writer.toBytes();
  }
}
