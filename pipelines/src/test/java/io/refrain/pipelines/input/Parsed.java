package io.refrain.pipelines.input;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/** What a reader made of some bytes: the rows, where they stood, and what was rejected. */
final class Parsed implements RowSink {
  static final int LARGE = 1 << 16;

  final List<List<Object>> rows = new ArrayList<>();
  final List<Long> lines = new ArrayList<>();
  final List<RejectedRow> rejected = new ArrayList<>();
  long count;

  private final RowLayout layout;
  private final RowConverter converter;

  private Parsed(RowLayout layout) {
    this.layout = layout;
    this.converter = new RowConverter(layout);
  }

  static Parsed csv(String text, Schema schema) {
    return csv(text.getBytes(StandardCharsets.UTF_8), schema, LARGE, LARGE);
  }

  /** Reads CSV as the pipeline does: the header, then pieces, then the rows of each. */
  static Parsed csv(byte[] bytes, Schema schema, int pieceBytes, int windowBytes) {
    RowLayout layout = RowLayout.of(schema);
    Parsed parsed = new Parsed(layout);
    try {
      ByteWindow window = new ByteWindow(new ByteArrayInputStream(bytes), windowBytes);
      CsvRecords first = CsvHeader.records(window, "orders.csv");
      first.skip(TextStart.byteOrderMark(window, "orders.csv"));
      CsvHeader header = CsvHeader.read(first, "orders.csv", layout, false);
      int offset = (int) first.passed();
      ByteArrayInputStream rest = new ByteArrayInputStream(bytes, offset, bytes.length - offset);
      new RecordScanner("orders.csv", true, pieceBytes)
          .scan(
              rest,
              offset,
              first.nextLine(),
              (at, length, line) -> parsed.piece(bytes, at, length, line, header, windowBytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parsed;
  }

  private void piece(
      byte[] bytes, long at, long length, long line, CsvHeader header, int windowBytes) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes, (int) at, (int) length);
    CsvRecords records =
        CsvRows.records(new ByteWindow(in, windowBytes), "orders.csv", header, line);
    try {
      count += new CsvRows(layout).read(records, header, 0, this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Parsed json(byte[] bytes, Schema schema, boolean ignoreExtra, int windowBytes) {
    RowLayout layout = RowLayout.of(schema);
    Parsed parsed = new Parsed(layout);
    ByteWindow window = new ByteWindow(new ByteArrayInputStream(bytes), windowBytes);
    try {
      parsed.count =
          new JsonRows(layout, ignoreExtra).read(new Lines(window, "orders.jsonl", 1), 0, parsed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parsed;
  }

  static Parsed json(String text, Schema schema) {
    return json(text.getBytes(StandardCharsets.UTF_8), schema, false, LARGE);
  }

  @Override
  public void row(RowWriter row, long origin) {
    Row decoded = converter.toRow(row.bytes(), 0, row.length());
    rows.add(new ArrayList<>(decoded.getValues()));
    lines.add(Origins.line(origin));
  }

  @Override
  public void rejected(RejectedRow row) {
    rejected.add(row);
  }
}
