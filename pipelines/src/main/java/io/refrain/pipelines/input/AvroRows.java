package io.refrain.pipelines.input;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.row.UnfitValueException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/** Reads Avro object container files into encoded rows. Not thread-safe. */
final class AvroRows {
  private final RowLayout layout;
  private final boolean ignoreExtra;
  private final RowConverter converter;

  AvroRows(RowLayout layout, boolean ignoreExtra) {
    this.layout = layout;
    this.ignoreExtra = ignoreExtra;
    this.converter = new RowConverter(layout);
  }

  /** The schema a file brings. */
  static Schema schemaOf(InputFile file) throws IOException {
    try (InputStream in = InputBytes.open(file);
        DataFileStream<IndexedRecord> records = open(in, file)) {
      return io.refrain.pipelines.schema.AvroSchemas.parse(
          records.getSchema().toString(), file.name());
    }
  }

  /**
   * Reads all records of a file.
   *
   * @return how many there were, rejected ones included
   */
  long read(InputFile file, RowSink sink) throws IOException {
    long number = 0;
    try (AvroEnd in = new AvroEnd(InputBytes.open(file));
        DataFileStream<IndexedRecord> records = open(in, file)) {
      AvroRecord reader =
          new AvroRecord(file.lastName(), records.getSchema(), layout.schema(), ignoreExtra);
      IndexedRecord record = null;
      while (records.hasNext()) {
        record = records.next(record);
        number++;
        read(record, reader, Origins.origin(number, file.ordinal()), sink);
      }
      if (!in.isAt(marker(file))) {
        throw damaged(file, number, null);
      }
      return number;
    } catch (AvroRuntimeException e) {
      throw damaged(file, number, e);
    }
  }

  private static byte[] marker(InputFile file) throws IOException {
    try (InputStream in = InputBytes.open(file)) {
      return AvroEnd.marker(in);
    }
  }

  private void read(IndexedRecord record, AvroRecord reader, long origin, RowSink sink) {
    RowWriter row;
    try {
      row = converter.encode(Row.withSchema(layout.schema()).attachValues(reader.read(record)));
    } catch (UnfitValueException e) {
      sink.rejected(
          new RejectedRow(
              RejectedRow.Code.UNFIT_VALUE,
              e.column(),
              e.getMessage(),
              shorten(record.toString()),
              origin));
      return;
    } catch (RejectedValue e) {
      sink.rejected(e.row(shorten(record.toString()), origin));
      return;
    }
    sink.row(row, origin);
  }

  private static String shorten(String text) {
    return text.length() <= CsvRows.MAX_ROW_BYTES
        ? text
        : text.substring(0, CsvRows.MAX_ROW_BYTES) + "...";
  }

  private static DataFileStream<IndexedRecord> open(InputStream in, InputFile file) {
    try {
      // Without conversions: logical types come as the plain values beneath, and cost nothing.
      return new DataFileStream<>(in, new GenericDatumReader<>(null, null, new GenericData()));
    } catch (IOException | RuntimeException e) {
      throw new InputException(
          file.name() + " is not an Avro data file: " + e.getMessage() + ". Nothing was stored.",
          e);
    }
  }

  private static InputException damaged(InputFile file, long rows, RuntimeException cause) {
    return new InputException(
        file.name()
            + " is damaged or cut off after "
            + rows
            + " rows"
            + (cause == null ? "" : ": " + cause.getMessage())
            + ". Nothing was stored.",
        cause);
  }
}
