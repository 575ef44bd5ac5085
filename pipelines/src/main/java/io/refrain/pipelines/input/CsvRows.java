package io.refrain.pipelines.input;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.io.IOException;
import java.util.Arrays;

/** Reads CSV records into encoded rows. Not thread-safe. */
final class CsvRows {
  private static final int MAX_VALUE_BYTES = 80;
  static final int MAX_ROW_BYTES = 2000;

  private final RowLayout layout;
  private final FieldText text;
  private final RowWriter row;
  private final boolean[] nullable;
  private byte[] unescaped = new byte[256];
  private Unfit problem;

  CsvRows(RowLayout layout) {
    this.layout = layout;
    this.text = new FieldText(layout);
    this.row = new RowWriter(layout);
    this.nullable = new boolean[layout.columnCount()];
    for (int i = 0; i < nullable.length; i++) {
      nullable[i] = layout.nullable(i);
    }
  }

  /** A reader of records for a file with this header, whose first line is not the first record. */
  static CsvRecords records(ByteWindow window, String file, CsvHeader header, long firstLine) {
    // In a file of one column an empty line is a row with a null; elsewhere it is nothing.
    return new CsvRecords(window, file, header.fieldCount(), header.fieldCount() > 1, firstLine);
  }

  /**
   * Reads all records.
   *
   * @param file the file's ordinal, for origins
   * @return how many there were, rejected ones included
   */
  long read(CsvRecords records, CsvHeader header, int file, RowSink sink) throws IOException {
    int[] fieldOf = header.fieldOf().stream().mapToInt(Integer::intValue).toArray();
    int expected = header.fieldCount();
    long count = 0;
    while (records.next()) {
      count++;
      long origin = Origins.origin(records.line(), file);
      if (records.fieldCount() != expected || records.hasStrayText() || !isUtf8(records)) {
        sink.rejected(malformed(records, expected, origin));
        continue;
      }
      int failed = decode(records, fieldOf);
      if (failed < 0) {
        sink.row(row, origin);
      } else {
        sink.rejected(unfit(records, fieldOf[failed], failed, origin));
      }
    }
    return count;
  }

  private static boolean isUtf8(CsvRecords records) {
    return records.isAscii()
        || Utf8.malformedAt(records.bytes(), records.recordStart(), records.recordEnd()) < 0;
  }

  /** Encodes a record; -1, or the column that could not be. */
  private int decode(CsvRecords records, int[] fieldOf) {
    row.reset();
    int column = 0;
    try {
      for (; column < fieldOf.length; column++) {
        int field = fieldOf[column];
        int from = records.fieldStart(field);
        int to = records.fieldEnd(field);
        byte quotes = records.quotes(field);
        if (quotes == CsvRecords.ESCAPED) {
          setUnescaped(column, records.bytes(), from, to);
        } else if (from < to || quotes == CsvRecords.QUOTED) {
          text.set(row, column, records.bytes(), from, to);
        } else if (nullable[column]) {
          row.setNull(column);
        } else {
          return column;
        }
      }
      return -1;
    } catch (Unfit e) {
      problem = e;
      return column;
    }
  }

  private void setUnescaped(int column, byte[] b, int from, int to) {
    if (unescaped.length < to - from) {
      unescaped = Arrays.copyOf(unescaped, Math.max(unescaped.length * 2, to - from));
    }
    int length = 0;
    for (int i = from; i < to; i++) {
      unescaped[length++] = b[i];
      i += b[i] == '"' ? 1 : 0;
    }
    text.set(row, column, unescaped, 0, length);
  }

  private RejectedRow malformed(CsvRecords records, int expected, long origin) {
    String reason;
    if (records.hasStrayText()) {
      reason = "text follows a closing quote; a quote inside quotes must be doubled";
    } else if (records.fieldCount() != expected) {
      reason = records.fieldCount() + " fields, where the header names " + expected + " columns";
    } else {
      int at = Utf8.malformedAt(records.bytes(), records.recordStart(), records.recordEnd());
      reason =
          String.format(
              java.util.Locale.ROOT,
              "byte %d of the row, 0x%02X, is not UTF-8",
              at - records.recordStart() + 1,
              records.bytes()[at] & 0xff);
    }
    return new RejectedRow(RejectedRow.Code.MALFORMED_ROW, "", reason, raw(records), origin);
  }

  private RejectedRow unfit(CsvRecords records, int field, int column, long origin) {
    Unfit unfit = problem;
    problem = null;
    if (unfit == null) {
      return new RejectedRow(
          RejectedRow.Code.NULL_VALUE,
          layout.name(column),
          "nothing stands where the schema says NOT NULL",
          raw(records),
          origin);
    }
    String value =
        Utf8.forMessage(
            records.bytes(), records.fieldStart(field), records.fieldEnd(field), MAX_VALUE_BYTES);
    return new RejectedRow(
        RejectedRow.Code.UNFIT_VALUE,
        layout.name(column),
        "'" + value + "' " + unfit.getMessage(),
        raw(records),
        origin);
  }

  private static String raw(CsvRecords records) {
    return Utf8.forMessage(
        records.bytes(), records.recordStart(), records.recordEnd(), MAX_ROW_BYTES);
  }
}
