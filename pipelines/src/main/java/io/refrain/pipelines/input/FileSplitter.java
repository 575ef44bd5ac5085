package io.refrain.pipelines.input;

import io.refrain.core.row.RowLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.function.Consumer;

/**
 * Splits a file into parts that can be read by themselves, and checks what stands at its start.
 *
 * @param layout of the rows that will be read
 * @param ignoreExtraColumns whether a file may have columns that the schema does not
 * @param chunkBytes about how large a part is
 */
record FileSplitter(RowLayout layout, boolean ignoreExtraColumns, int chunkBytes)
    implements Serializable {

  void split(InputFile file, Consumer<InputChunk> chunks) throws IOException {
    if (file.isGzip() || !file.format().isText()) {
      chunks.accept(InputChunk.whole(file));
    } else if (file.format() == InputFormat.CSV) {
      splitCsv(file, chunks);
    } else {
      splitLines(file, chunks);
    }
  }

  private void splitCsv(InputFile file, Consumer<InputChunk> chunks) throws IOException {
    CsvHeader header;
    long offset;
    long line;
    try (InputStream in = InputBytes.open(file)) {
      ByteWindow window = new ByteWindow(in, ByteWindow.DEFAULT_BYTES);
      CsvRecords records = CsvHeader.records(window, file.name());
      records.skip(TextStart.byteOrderMark(window, file.name()));
      header = CsvHeader.read(records, file.name(), layout, ignoreExtraColumns);
      offset = records.passed();
      line = records.nextLine();
    }
    try (InputStream in = InputBytes.openAt(file, offset)) {
      new RecordScanner(file.name(), true, chunkBytes)
          .scan(
              in,
              offset,
              line,
              (at, length, first) ->
                  chunks.accept(new InputChunk(file, at, length, first, header)));
    }
  }

  private void splitLines(InputFile file, Consumer<InputChunk> chunks) throws IOException {
    int mark;
    try (InputStream in = InputBytes.open(file)) {
      mark = TextStart.byteOrderMark(new ByteWindow(in, 16), file.name());
    }
    try (InputStream in = InputBytes.openAt(file, mark)) {
      new RecordScanner(file.name(), false, chunkBytes)
          .scan(
              in,
              mark,
              1,
              (at, length, first) -> chunks.accept(new InputChunk(file, at, length, first, null)));
    }
  }
}
