package io.refrain.parquet.file;

import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.schema.MessageType;

/** Reads row groups whose columns are all flat, without an object per row. */
final class FlatRows implements RowSource {
  private final RowLayout layout;
  private final MessageType schema;
  private final String createdBy;
  private final RowWriter writer;
  private final ColumnReader[] readers;

  FlatRows(RowLayout layout, MessageType schema, String createdBy) {
    this.layout = layout;
    this.schema = schema;
    this.createdBy = createdBy;
    this.writer = new RowWriter(layout);
    this.readers = new ColumnReader[layout.columnCount()];
  }

  @Override
  public void open(PageReadStore pages) {
    ColumnReadStoreImpl store = FlatValues.read(pages, schema, createdBy);
    List<ColumnDescriptor> columns = schema.getColumns();
    for (int i = 0; i < readers.length; i++) {
      readers[i] = store.getColumnReader(columns.get(i));
    }
  }

  @Override
  public RowWriter next() {
    writer.reset();
    for (int i = 0; i < readers.length; i++) {
      ColumnReader reader = readers[i];
      if (reader.getCurrentDefinitionLevel() < reader.getDescriptor().getMaxDefinitionLevel()) {
        writer.setNull(i);
      } else {
        FlatValues.copy(reader, layout.type(i).kind(), writer, i);
      }
      reader.consume();
    }
    return writer;
  }
}
