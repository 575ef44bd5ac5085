package io.refrain.pipelines.input;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowText;
import io.refrain.core.row.RowWriter;
import io.refrain.parquet.file.ParquetRowReader;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.apache.beam.sdk.schemas.Schema;

/** Reads Parquet files into encoded rows of the schema that was asked for. Not thread-safe. */
final class ParquetRows {
  private final RowLayout layout;
  private final boolean ignoreExtra;
  private final RowWriter row;

  ParquetRows(RowLayout layout, boolean ignoreExtra) {
    this.layout = layout;
    this.ignoreExtra = ignoreExtra;
    this.row = new RowWriter(layout);
  }

  /** The schema a file brings. */
  static Schema schemaOf(InputFile file) throws IOException {
    try (ParquetRowReader reader = open(file)) {
      return reader.schema();
    }
  }

  /**
   * Reads all rows of a file.
   *
   * @return how many there were, rejected ones included
   */
  long read(InputFile file, RowSink sink) throws IOException {
    try (ParquetRowReader reader = open(file)) {
      ParquetColumns columns =
          ParquetColumns.match(reader.layout(), layout, file.lastName(), ignoreExtra);
      RowText text = new RowText(reader.layout());
      RowCursor from = new RowCursor(reader.layout());
      long number = 0;
      while (next(reader, file, number)) {
        number++;
        RowWriter read = reader.row();
        long origin = Origins.origin(number, file.ordinal());
        from.at(read.bytes(), 0, read.length());
        RejectedRow rejected = columns.check(from, text, origin);
        if (rejected != null) {
          sink.rejected(rejected);
        } else if (columns.areIdentical()) {
          sink.row(read, origin);
        } else {
          columns.copy(from, row.reset());
          sink.row(row, origin);
        }
      }
      return number;
    }
  }

  private static boolean next(ParquetRowReader reader, InputFile file, long rows) {
    try {
      return reader.next();
    } catch (IOException | RuntimeException e) {
      throw new InputException(
          file.name()
              + " is damaged or cut off after "
              + rows
              + " rows: "
              + e.getMessage()
              + ". Nothing was stored.",
          e);
    }
  }

  private static ParquetRowReader open(InputFile file) throws IOException {
    ReadableByteChannel channel = InputBytes.channel(file);
    if (!(channel instanceof SeekableByteChannel seekable)) {
      channel.close();
      throw new InputException(
          file.name()
              + " is Parquet, which is read from its end, but its file system reads from the start"
              + " only. Copy it to another one. Nothing was stored.");
    }
    try {
      return ParquetRowReader.open(seekable, file.name());
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(e.getMessage() + " Nothing was stored.", e);
    }
  }
}
