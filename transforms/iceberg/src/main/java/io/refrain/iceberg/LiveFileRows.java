package io.refrain.iceberg;

import io.refrain.core.row.RowCursor;
import io.refrain.core.store.StoredRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.types.Types;

/** The live rows of a data file with their positions, by Iceberg's own readers. */
final class LiveFileRows implements StoredRows {
  private final String name;
  private final long bytes;
  private final BitSet wanted;
  private final int last;
  private final int positionAt;
  private final RecordRows rows;
  private final RowCursor cursor;
  private final CloseableIterable<Record> records;
  private final CloseableIterator<Record> iterator;
  private long position = -1;

  /**
   * @param schema of the rows: the table's, perhaps with columns that the file lacks
   * @param columns of the schema, in the order wanted
   * @param wanted the positions to read; null for all
   */
  LiveFileRows(Table table, Schema schema, FileScanTask task, List<String> columns, BitSet wanted) {
    this.bytes = task.file().fileSizeInBytes();
    this.name = FileNames.shown(table, task.file().location());
    this.wanted = wanted;
    this.last = wanted == null ? Integer.MAX_VALUE : wanted.length() - 1;
    List<Types.NestedField> fields = new ArrayList<>();
    columns.forEach(column -> fields.add(schema.asStruct().field(column)));
    this.rows = new RecordRows(new Schema(fields));
    this.cursor = new RowCursor(rows.layout());
    this.positionAt = fields.size();
    fields.add(MetadataColumns.ROW_POSITION);
    this.records = new LiveRows(table).open(task, new Schema(fields));
    this.iterator = records.iterator();
  }

  @Override
  public boolean next() throws IOException {
    try {
      while (position < last && iterator.hasNext()) {
        Record record = iterator.next();
        position = (Long) record.get(positionAt);
        if (wanted == null || wanted.get(Math.toIntExact(position))) {
          byte[] bytes = rows.bytes(record);
          cursor.at(bytes, 0, bytes.length);
          return true;
        }
      }
      return false;
    } catch (RuntimeException e) {
      throw new IOException("Cannot read " + name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public RowCursor row() {
    return cursor;
  }

  @Override
  public long position() {
    return position;
  }

  /** Iceberg does not say how much it read. */
  @Override
  public long bytesRead() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    iterator.close();
    records.close();
  }
}
