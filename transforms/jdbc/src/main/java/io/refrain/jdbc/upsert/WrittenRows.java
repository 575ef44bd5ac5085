package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.util.Arrays;

/**
 * Turns rows, as they come from the shuffle, into rows of the columns that are written. Not
 * thread-safe.
 */
final class WrittenRows {
  private final RowLayout written;
  private final int mark;
  private final int moment;
  private final RowCursor cursor;
  private final RowWriter writer;

  private WrittenRows(RowLayout from, RowLayout written, int mark, int moment) {
    this.written = written;
    this.mark = mark;
    this.moment = moment;
    this.cursor = new RowCursor(from);
    this.writer = new RowWriter(written);
  }

  /** Rows that are written as they are. */
  static WrittenRows plain(RowLayout layout) {
    return new WrittenRows(layout, layout, -1, -1);
  }

  /** Marked rows, of which the mark is not written. */
  static WrittenRows withoutMark(RowLayout marked, RowLayout written) {
    return new WrittenRows(marked, written, marked.columnCount() - 1, -1);
  }

  /**
   * Marked rows, of which the mark is written as a flag, the last of the columns.
   *
   * @param moment the column whose value the flag of a delete takes; -1 for a boolean flag
   */
  static WrittenRows withFlag(RowLayout marked, RowLayout written, int moment) {
    return new WrittenRows(marked, written, marked.columnCount() - 1, moment);
  }

  RowLayout layout() {
    return written;
  }

  /** Whether a row is a delete. */
  boolean isDelete(byte[] bytes, int offset, int length) {
    return mark >= 0 && cursor.at(bytes, offset, length).getLong(mark) != 0;
  }

  /** A row as it is written, in an array of its own. */
  byte[] of(byte[] bytes, int offset, int length) {
    if (mark < 0) {
      return Arrays.copyOfRange(bytes, offset, offset + length);
    }
    boolean deleted = isDelete(bytes, offset, length);
    writer.reset();
    for (int i = 0; i < mark; i++) {
      writer.copy(i, cursor, i);
    }
    if (written.columnCount() > mark) {
      if (moment < 0) {
        writer.setLong(mark, deleted ? 1 : 0);
      } else if (deleted) {
        writer.setLong(mark, cursor.getLong(moment));
      } else {
        writer.setNull(mark);
      }
    }
    return writer.toBytes();
  }
}
