package io.refrain.parquet.file;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;

/**
 * Writes encoded rows to one Parquet file, straight from their bytes.
 *
 * <p>A file is whole only after {@link #finish}; one that is closed without it has no footer, and
 * no reader takes it for a Parquet file. Pages are of version 2, with dictionaries where they pay,
 * and booleans, texts and bytes plain otherwise, so that Spark reads them in Iceberg tables. Types
 * are stored as the format recommends: decimals as INT32 (up to 9 digits), INT64 (up to 18) or
 * FIXED_LEN_BYTE_ARRAY; timestamps in microseconds, adjusted to UTC if they have a zone; arrays as
 * three-level lists whose elements may be null. A DECIMAL without a declared scale is refused.
 *
 * <p>Memory: one row group ({@link ParquetWriteOptions#rowGroupBytes}) and a batch of rows. Not
 * thread-safe.
 *
 * <p>Source: Apache Parquet format specification, LogicalTypes.md and Encodings.md.
 */
public final class ParquetRowWriter implements AutoCloseable {
  private static final int BATCH_ROWS = 1024;
  private static final int BATCH_BYTES = 256 << 10;

  private final RowLayout layout;
  private final MessageType schema;
  private final ParquetWriteOptions options;
  private final ParquetProperties properties;
  private final BytesInputCompressor compressor;
  private final ParquetFileWriter file;
  private final RowCursor cursor;
  private byte[] batch = new byte[64 << 10];
  private final int[] starts = new int[BATCH_ROWS + 1];
  private int batched;
  private RowGroup group;
  private long rows;
  private boolean closed;

  private ParquetRowWriter(
      RowLayout layout, MessageType schema, ParquetWriteOptions options, ParquetFileWriter file) {
    this.layout = layout;
    this.schema = schema;
    this.options = options;
    this.properties = properties();
    this.compressor = new Codecs("the file").getCompressor(options.compression().codec());
    this.file = file;
    this.cursor = new RowCursor(layout);
  }

  /**
   * Checks that rows of a layout can be written.
   *
   * @throws IllegalArgumentException naming the column that cannot
   */
  public static void check(RowLayout layout, ParquetWriteOptions options) {
    SchemaToParquet.convert(layout, options.omitted(), options.fieldIds());
  }

  /**
   * Begins a file.
   *
   * @param out where to; closed with this writer
   * @throws IllegalArgumentException for a layout that Parquet cannot store, naming the column
   */
  public static ParquetRowWriter open(
      WritableByteChannel out, RowLayout layout, ParquetWriteOptions options) throws IOException {
    MessageType schema = SchemaToParquet.convert(layout, options.omitted(), options.fieldIds());
    ParquetProperties properties = properties();
    ParquetFileWriter file =
        new ParquetFileWriter(
            new ChannelOutputFile(out),
            schema,
            ParquetFileWriter.Mode.CREATE,
            options.rowGroupBytes(),
            0,
            properties.getColumnIndexTruncateLength(),
            properties.getStatisticsTruncateLength(),
            properties.getPageWriteChecksumEnabled());
    file.start();
    return new ParquetRowWriter(layout, schema, options, file);
  }

  private static ParquetProperties properties() {
    return ParquetProperties.builder()
        .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_2_0)
        .withValuesWriterFactory(new PageEncodings())
        .withSizeStatisticsEnabled(false)
        .build();
  }

  /** Writes the row the cursor points at; its bytes are copied. */
  public void write(RowCursor row) throws IOException {
    int at = starts[batched];
    int end = Math.addExact(at, row.length());
    if (end > batch.length) {
      batch = Arrays.copyOf(batch, Math.max(batch.length * 2, end));
    }
    System.arraycopy(row.bytes(), row.offset(), batch, at, row.length());
    starts[++batched] = end;
    rows++;
    if (batched == BATCH_ROWS || end >= BATCH_BYTES) {
      flushBatch();
    }
  }

  private void flushBatch() throws IOException {
    if (batched == 0) {
      return;
    }
    if (group == null) {
      group = new RowGroup(layout, schema, properties, compressor);
    }
    group.write(cursor, batch, starts, batched);
    batched = 0;
    if (group.bufferedBytes() >= options.rowGroupBytes()) {
      flushGroup();
    }
  }

  private void flushGroup() throws IOException {
    if (group != null) {
      group.flushTo(file);
      group.close();
      group = null;
    }
  }

  /** How many rows were written. */
  public long rowCount() {
    return rows;
  }

  /** About how long the file is by now, what is still in memory included. */
  public long sizeInBytes() throws IOException {
    return file.getPos() + (group == null ? 0 : group.bufferedBytes()) + starts[batched];
  }

  /**
   * Completes the file and closes it.
   *
   * @return its length in bytes
   */
  public long finish() throws IOException {
    flushBatch();
    flushGroup();
    closed = true;
    file.end(Map.of());
    return file.getPos();
  }

  /** What each column holds; known once the file is complete. */
  public List<ColumnStatistics> statistics() {
    return FooterStatistics.of(file.getFooter());
  }

  /** Closes the file; without {@link #finish} it is not a Parquet file. */
  @Override
  public void close() throws IOException {
    if (group != null) {
      group.close();
      group = null;
    }
    if (!closed) {
      closed = true;
      file.close();
    }
  }
}
