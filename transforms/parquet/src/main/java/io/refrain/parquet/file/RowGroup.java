package io.refrain.parquet.file;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * One row group in the making. Rows come in batches and are written column by column, so that each
 * loop is over values of one type.
 */
final class RowGroup {
  private final RowLayout layout;
  private final ColumnChunkPageWriteStore pages;
  private final ColumnWriteStore store;
  private final int[] columns;
  private final ColumnWriter[] flat;
  private final ColumnNode[] trees;
  private long rows;

  RowGroup(
      RowLayout layout,
      MessageType schema,
      ParquetProperties properties,
      BytesInputCompressor compressor) {
    this.layout = layout;
    this.pages =
        new ColumnChunkPageWriteStore(
            compressor,
            schema,
            new HeapByteBufferAllocator(),
            properties.getColumnIndexTruncateLength(),
            properties.getPageWriteChecksumEnabled());
    this.store = properties.newColumnWriteStore(schema, pages, pages);
    int n = schema.getFieldCount();
    this.columns = new int[n];
    this.flat = new ColumnWriter[n];
    this.trees = new ColumnNode[n];
    List<ColumnWriter> leaves = new ArrayList<>();
    for (ColumnDescriptor leaf : schema.getColumns()) {
      leaves.add(store.getColumnWriter(leaf));
    }
    Iterator<ColumnWriter> next = leaves.iterator();
    for (int i = 0; i < n; i++) {
      int column = layout.indexOf(schema.getFieldName(i));
      columns[i] = column;
      if (isFlat(layout.type(column))) {
        flat[i] = next.next();
      } else {
        trees[i] = ColumnNode.of(layout.type(column), layout.nullable(column), 0, next);
      }
    }
  }

  private static boolean isFlat(ColumnType type) {
    return switch (type.kind()) {
      case ARRAY, MAP, ROW, DECIMAL -> false;
      default -> true;
    };
  }

  /** Writes a batch of rows: row {@code i} lies at {@code starts[i]} to {@code starts[i + 1]}. */
  void write(RowCursor cursor, byte[] bytes, int[] starts, int count) {
    for (int i = 0; i < columns.length; i++) {
      int column = columns[i];
      boolean nullable = layout.nullable(column);
      if (flat[i] == null) {
        writeTree(trees[i], column, cursor, bytes, starts, count);
        continue;
      }
      ColumnType type = layout.type(column);
      switch (type.kind()) {
        case INT64, TIME, TIMESTAMP, LOCAL_TIMESTAMP ->
            writeLongs(flat[i], column, nullable, cursor, bytes, starts, count);
        case DECIMAL64 -> {
          if (type.precision() <= SchemaToParquet.MAX_INT32_DIGITS) {
            writeInts(flat[i], column, nullable, cursor, bytes, starts, count);
          } else {
            writeLongs(flat[i], column, nullable, cursor, bytes, starts, count);
          }
        }
        case INT8, INT16, INT32, DATE ->
            writeInts(flat[i], column, nullable, cursor, bytes, starts, count);
        case STRING, BYTES, UUID ->
            writeBinaries(flat[i], column, nullable, cursor, bytes, starts, count);
        default -> writeOthers(flat[i], column, nullable, cursor, bytes, starts, count);
      }
    }
    rows += count;
    for (int i = 0; i < count; i++) {
      store.endRecord();
    }
  }

  private static void writeLongs(
      ColumnWriter out, int column, boolean nullable, RowCursor row, byte[] b, int[] at, int n) {
    int defined = nullable ? 1 : 0;
    for (int i = 0; i < n; i++) {
      row.at(b, at[i], at[i + 1] - at[i]);
      if (nullable && row.isNull(column)) {
        out.writeNull(0, 0);
      } else {
        out.write(row.getLong(column), 0, defined);
      }
    }
  }

  private static void writeInts(
      ColumnWriter out, int column, boolean nullable, RowCursor row, byte[] b, int[] at, int n) {
    int defined = nullable ? 1 : 0;
    for (int i = 0; i < n; i++) {
      row.at(b, at[i], at[i + 1] - at[i]);
      if (nullable && row.isNull(column)) {
        out.writeNull(0, 0);
      } else {
        out.write((int) row.getLong(column), 0, defined);
      }
    }
  }

  private static void writeBinaries(
      ColumnWriter out, int column, boolean nullable, RowCursor row, byte[] b, int[] at, int n) {
    int defined = nullable ? 1 : 0;
    for (int i = 0; i < n; i++) {
      row.at(b, at[i], at[i + 1] - at[i]);
      if (nullable && row.isNull(column)) {
        out.writeNull(0, 0);
      } else {
        Binary value =
            Binary.fromReusedByteArray(b, row.valueOffset(column), row.valueLength(column));
        out.write(value, 0, defined);
      }
    }
  }

  private void writeOthers(
      ColumnWriter out, int column, boolean nullable, RowCursor row, byte[] b, int[] at, int n) {
    int defined = nullable ? 1 : 0;
    ColumnType.Kind kind = layout.type(column).kind();
    for (int i = 0; i < n; i++) {
      row.at(b, at[i], at[i + 1] - at[i]);
      if (nullable && row.isNull(column)) {
        out.writeNull(0, 0);
      } else {
        switch (kind) {
          case BOOLEAN -> out.write(row.getLong(column) != 0, 0, defined);
          case FLOAT -> out.write(row.getFloat(column), 0, defined);
          case DOUBLE -> out.write(row.getDouble(column), 0, defined);
          default -> throw new IllegalStateException(kind.toString());
        }
      }
    }
  }

  private static void writeTree(
      ColumnNode tree, int column, RowCursor row, byte[] b, int[] at, int n) {
    for (int i = 0; i < n; i++) {
      row.at(b, at[i], at[i + 1] - at[i]);
      if (row.isNull(column)) {
        tree.writeNull(0, 0);
      } else {
        tree.write(b, row.valueOffset(column), row.valueLength(column), 0, 0);
      }
    }
  }

  /** Bytes held in memory: pages compressed already, and values that are no page yet. */
  long bufferedBytes() {
    return store.getBufferedSize();
  }

  /** Writes the row group to a file. */
  void flushTo(ParquetFileWriter file) throws IOException {
    file.startBlock(rows);
    store.flush();
    pages.flushToFileWriter(file);
    file.endBlock();
  }

  /** Releases the memory. */
  void close() {
    store.close();
    pages.close();
  }
}
