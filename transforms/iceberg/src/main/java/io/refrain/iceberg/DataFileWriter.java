package io.refrain.iceberg;

import io.refrain.core.row.ContentChecksum;
import io.refrain.core.row.RowCursor;
import io.refrain.parquet.file.Compression;
import io.refrain.parquet.file.ParquetRowWriter;
import io.refrain.parquet.file.ParquetWriteOptions;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Locale;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.util.PropertyUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one data file of a table. */
final class DataFileWriter {
  private static final Logger LOG = LoggerFactory.getLogger(DataFileWriter.class);

  private final Factory factory;
  private final PartitionKey partition;
  private final String path;
  private final ParquetRowWriter writer;
  private ContentChecksum checksum = ContentChecksum.EMPTY;

  /** A data file, and the checksum of its rows. */
  record Written(DataFile file, ContentChecksum checksum) {}

  /**
   * Opens data files of a table.
   *
   * @param name what messages call the table
   * @param uuid tells the table from others of the same name
   * @param staging where it is noted what is staged
   * @param options how files are written, if the table's properties are not to tell
   */
  record Factory(
      String name,
      String uuid,
      Table table,
      TableColumns columns,
      Staging staging,
      TableSpec.FileOptions options) {

    DataFileWriter open(String fileName, PartitionKey partition) throws IOException {
      String path = table.locationProvider().newDataLocation(table.spec(), partition, fileName);
      staging.begin(path);
      ParquetWriteOptions write =
          ParquetWriteOptions.DEFAULT.withCompression(compression()).withFieldIds(columns.ids());
      ParquetRowWriter writer =
          ParquetRowWriter.open(
              Channels.newChannel(table.io().newOutputFile(path).create()),
              columns.layout(),
              write);
      return new DataFileWriter(this, partition, path, writer);
    }

    StagedData describe(DataFile file) {
      return StagedData.of(uuid, columns.fingerprint(), file, table.spec());
    }

    /**
     * @param which rows, with a blank at the end; empty if there is no more to say
     */
    IOException failed(String which, Exception e) {
      return new IOException(
          "Cannot stage rows "
              + which
              + "for "
              + name
              + " below "
              + table.location()
              + ": "
              + e.getMessage()
              + ". Nothing was committed: the data is as it was. Mend the cause (is there space"
              + " left?) and run again.",
          e);
    }

    private Compression compression() {
      if (options.compression() != null) {
        return options.compression();
      }
      String codec = table.properties().getOrDefault(TableProperties.PARQUET_COMPRESSION, "zstd");
      return switch (codec.toLowerCase(Locale.ROOT)) {
        case "snappy" -> Compression.SNAPPY;
        case "uncompressed", "none" -> Compression.NONE;
        default -> Compression.ZSTD;
      };
    }

    private long targetBytes() {
      return options.targetBytes() > 0
          ? options.targetBytes()
          : PropertyUtil.propertyAsLong(
              table.properties(),
              TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
              TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
    }
  }

  private DataFileWriter(
      Factory factory, PartitionKey partition, String path, ParquetRowWriter writer) {
    this.factory = factory;
    this.partition = partition;
    this.path = path;
    this.writer = writer;
  }

  PartitionKey partition() {
    return partition;
  }

  long rows() {
    return writer.rowCount();
  }

  void write(RowCursor row) throws IOException {
    writer.write(row);
    checksum = checksum.plus(ContentChecksum.ofRow(row.bytes(), row.offset(), row.length()));
  }

  /** Whether it has its size. Asking costs a little, so not for every row. */
  boolean isFull() throws IOException {
    return (writer.rowCount() & 1023) == 0 && writer.sizeInBytes() >= factory.targetBytes();
  }

  Written finish() throws IOException {
    long rows = writer.rowCount();
    long bytes = writer.finish();
    InputFile file = factory.table().io().newInputFile(path, bytes);
    FileFooter footer = FileFooter.read(file, MetricsConfig.forTable(factory.table()));
    return new Written(
        DataFiles.builder(factory.table().spec())
            .withPath(path)
            .withFormat(FileFormat.PARQUET)
            .withPartition(partition)
            .withFileSizeInBytes(bytes)
            .withMetrics(footer.metrics())
            .withSplitOffsets(footer.splitOffsets())
            .withRecordCount(rows)
            .build(),
        checksum);
  }

  /** Gives it up, and removes what was written. */
  void abandon() {
    try {
      writer.close();
    } catch (IOException | RuntimeException e) {
      LOG.debug("Closing the unfinished {}", path, e);
    }
    factory.staging().discard(path);
  }
}
