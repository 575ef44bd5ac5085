package io.refrain.pipelines.input;

import io.refrain.core.row.RowLayout;
import java.io.IOException;
import java.io.InputStream;

/** Reads the rows of chunks. Not thread-safe. */
final class ChunkReader {
  private final RowLayout layout;
  private final boolean ignoreExtraColumns;
  private CsvRows csv;
  private JsonRows json;

  ChunkReader(RowLayout layout, boolean ignoreExtraColumns) {
    this.layout = layout;
    this.ignoreExtraColumns = ignoreExtraColumns;
  }

  /**
   * Reads a chunk from start to end.
   *
   * @return how many rows it had, rejected ones included
   * @throws InputException if it cannot be read to its end
   */
  long read(InputChunk chunk, RowSink sink) throws IOException {
    InputFile file = chunk.file();
    if (file.format() == InputFormat.AVRO) {
      return new AvroRows(layout, ignoreExtraColumns).read(file, sink);
    } else if (file.format() == InputFormat.PARQUET) {
      return new ParquetRows(layout, ignoreExtraColumns).read(file, sink);
    }
    try (InputStream in =
        chunk.isWhole()
            ? InputBytes.open(file)
            : InputBytes.open(file, chunk.offset(), chunk.length())) {
      ByteWindow window = new ByteWindow(in, ByteWindow.DEFAULT_BYTES);
      int mark = chunk.isWhole() ? TextStart.byteOrderMark(window, file.name()) : 0;
      return file.format() == InputFormat.CSV
          ? readCsv(chunk, window, mark, sink)
          : readJson(chunk, window, mark, sink);
    }
  }

  private long readCsv(InputChunk chunk, ByteWindow window, int mark, RowSink sink)
      throws IOException {
    csv = csv == null ? new CsvRows(layout) : csv;
    String file = chunk.file().name();
    CsvHeader header = chunk.header();
    CsvRecords records;
    if (header == null) {
      records = CsvHeader.records(window, file);
      records.skip(mark);
      header = CsvHeader.read(records, file, layout, ignoreExtraColumns);
      records.skipEmpty(header.fieldCount() > 1);
    } else {
      records = CsvRows.records(window, file, header, chunk.firstLine());
    }
    return csv.read(records, header, chunk.file().ordinal(), sink);
  }

  private long readJson(InputChunk chunk, ByteWindow window, int mark, RowSink sink)
      throws IOException {
    json = json == null ? new JsonRows(layout, ignoreExtraColumns) : json;
    Lines lines = new Lines(window, chunk.file().name(), chunk.firstLine());
    lines.skip(mark);
    return json.read(lines, chunk.file().ordinal(), sink);
  }
}
