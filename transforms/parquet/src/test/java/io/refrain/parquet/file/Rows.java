package io.refrain.parquet.file;

import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/** Writes and reads whole files of Beam rows. */
final class Rows {
  private Rows() {}

  static long write(Path file, Schema schema, ParquetWriteOptions options, List<Row> rows)
      throws IOException {
    RowLayout layout = RowLayout.of(schema);
    RowConverter converter = new RowConverter(layout);
    RowCursor cursor = new RowCursor(layout);
    FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (ParquetRowWriter writer = ParquetRowWriter.open(out, layout, options)) {
      for (Row row : rows) {
        RowWriter encoded = converter.encode(row);
        writer.write(cursor.at(encoded.bytes(), 0, encoded.length()));
      }
      return writer.finish();
    }
  }

  static ParquetRowReader open(Path file) throws IOException {
    return ParquetRowReader.open(
        FileChannel.open(file, StandardOpenOption.READ), file.getFileName().toString());
  }

  /** The encoded rows of a file. */
  static List<byte[]> readBytes(Path file) throws IOException {
    List<byte[]> rows = new ArrayList<>();
    try (ParquetRowReader reader = open(file)) {
      while (reader.next()) {
        rows.add(reader.row().toBytes());
      }
    }
    return rows;
  }

  /** The rows of a file, in the file's own schema. */
  static List<Row> read(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (ParquetRowReader reader = open(file)) {
      RowConverter converter = new RowConverter(reader.layout());
      while (reader.next()) {
        rows.add(converter.toRow(reader.row().bytes(), 0, reader.row().length()));
      }
    }
    return rows;
  }

  static Schema schema(Path file) throws IOException {
    try (ParquetRowReader reader = open(file)) {
      return reader.schema();
    }
  }
}
