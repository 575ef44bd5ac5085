package io.refrain.core.upsert;

import io.refrain.core.RejectedRow;
import io.refrain.core.RejectedRow.Code;
import io.refrain.core.blocks.RejectedRows;
import io.refrain.core.row.ChangeKind;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowText;
import io.refrain.core.row.RowWriter;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings rows into a layout whose last column says whether they are deletes, in place of the words
 * of a change kind. Not thread-safe.
 */
public final class ChangeMarks {
  private final ChangeKind kind;
  private final String kindColumn;
  private final int[] sources;
  private final boolean[] ofDeletes;
  private final RowWriter writer;
  private final RowCursor cursor;
  private final RowText text;
  private boolean delete;

  /**
   * @param input the layout of the rows as they come
   * @param marked the layout they are brought into: columns of the input, and the mark
   * @param kindColumn tells deletes from upserts; null if all rows are upserts
   * @param kept which columns a delete keeps; the others become null
   */
  public ChangeMarks(RowLayout input, RowLayout marked, String kindColumn, Predicate<String> kept) {
    this.kindColumn = kindColumn;
    this.kind = kindColumn == null ? null : new ChangeKind(input, kindColumn);
    this.sources = new int[marked.columnCount() - 1];
    this.ofDeletes = new boolean[sources.length];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = input.indexOf(marked.name(i));
      ofDeletes[i] = kept.test(marked.name(i));
    }
    this.writer = new RowWriter(marked);
    this.cursor = new RowCursor(input);
    this.text = new RowText(input);
  }

  /** Takes a row; empty if it says what happened to it, and {@link #row} holds it now. */
  public Optional<RejectedRow> take(RowBlock.Reader row) {
    Optional<ChangeKind.Kind> happened =
        kind == null ? Optional.of(ChangeKind.Kind.UPSERT) : kind.of(row.bytes(), row.offset());
    if (happened.isEmpty()) {
      return Optional.of(
          RejectedRows.of(
              Code.UNFIT_VALUE,
              kindColumn,
              "it says neither insert, update nor delete",
              text,
              row));
    }
    delete = happened.get() == ChangeKind.Kind.DELETE;
    writer.reset();
    cursor.at(row.bytes(), row.offset(), row.length());
    for (int i = 0; i < sources.length; i++) {
      if (delete && !ofDeletes[i]) {
        writer.setNull(i);
      } else {
        writer.copy(i, cursor, sources[i]);
      }
    }
    writer.setLong(sources.length, delete ? 1 : 0);
    return Optional.empty();
  }

  /** The row that was taken last, marked; gone with the next. */
  public RowWriter row() {
    return writer;
  }

  /** Whether that row is a delete. */
  public boolean isDelete() {
    return delete;
  }
}
