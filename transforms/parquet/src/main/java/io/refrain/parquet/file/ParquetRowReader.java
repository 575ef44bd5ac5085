package io.refrain.parquet.file;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;

/**
 * Reads the rows of one Parquet file, of any writer, as encoded rows.
 *
 * <p>The schema is the file's own. Timestamps and times in milliseconds become microseconds;
 * unsigned numbers take the next wider type. What has no exact counterpart is refused when the file
 * is opened, by name: INT96 timestamps, nanoseconds, unsigned 64-bit numbers, intervals. Files
 * whose columns are all flat are read without an object per row. Memory: one row group. Not
 * thread-safe.
 */
public final class ParquetRowReader implements AutoCloseable {
  private final ParquetFileReader file;
  private final RowLayout layout;
  private final RowSource source;
  private final String name;
  private long left;
  private RowWriter row;

  private ParquetRowReader(ParquetFileReader file, String name) {
    this.file = file;
    this.name = name;
    MessageType schema = file.getFileMetaData().getSchema();
    this.layout = RowLayout.of(SchemaFromParquet.convert(schema, name));
    String createdBy = file.getFileMetaData().getCreatedBy();
    this.source =
        isFlat(layout)
            ? new FlatRows(layout, schema, createdBy)
            : new NestedRows(layout, schema, createdBy);
  }

  private static boolean isFlat(RowLayout layout) {
    for (int i = 0; i < layout.columnCount(); i++) {
      ColumnType.Kind kind = layout.type(i).kind();
      if (kind == ColumnType.Kind.ARRAY
          || kind == ColumnType.Kind.MAP
          || kind == ColumnType.Kind.ROW) {
        return false;
      }
    }
    return true;
  }

  /**
   * Opens a file.
   *
   * @param channel the file; closed with this reader
   * @param name what messages call it
   * @throws IOException if it is no Parquet file
   * @throws IllegalArgumentException for a column whose type has no counterpart, naming it
   */
  public static ParquetRowReader open(SeekableByteChannel channel, String name) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new Codecs(name))
            .build();
    ParquetFileReader file;
    try {
      file = ParquetFileReader.open(new ChannelInputFile(channel, name), options);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw new IOException("Cannot read " + name + " as Parquet: " + e.getMessage(), e);
    }
    try {
      return new ParquetRowReader(file, name);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The file's schema, as Beam has it. */
  public Schema schema() {
    return layout.schema();
  }

  /** The layout of the rows. */
  public RowLayout layout() {
    return layout;
  }

  /** How many rows the file holds. */
  public long rowCount() {
    return file.getRecordCount();
  }

  /** Moves to the next row; false at the end. */
  public boolean next() throws IOException {
    while (left == 0) {
      PageReadStore pages = file.readNextRowGroup();
      if (pages == null) {
        return false;
      }
      left = pages.getRowCount();
      source.open(pages);
    }
    left--;
    try {
      row = source.next();
    } catch (RuntimeException e) {
      throw new IOException("Cannot read " + name + ": " + e.getMessage(), e);
    }
    return true;
  }

  /** The row this reader stands at, until the next call of {@link #next}. */
  public RowWriter row() {
    return row;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
