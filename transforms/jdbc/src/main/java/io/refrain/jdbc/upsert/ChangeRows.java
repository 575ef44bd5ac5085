package io.refrain.jdbc.upsert;

import io.refrain.core.RejectedRow;
import io.refrain.core.RejectedRow.Code;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.blocks.RejectedRows;
import io.refrain.core.row.ChangeKind;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowText;
import io.refrain.core.row.RowWriter;
import io.refrain.jdbc.upsert.Changes.Remember;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings rows into the layout of {@link Changes#marked}. Not thread-safe.
 *
 * <p>It happens before rows of a key are compared with one another for the first time: the words of
 * a change kind must not take part in the order of equal versions, because the table does not hold
 * them. Neither must what a delete holds besides key and version, where that is not stored.
 */
final class ChangeRows {
  private final RowLayout marked;
  private final ChangeKind kind;
  private final String kindColumn;
  private final int[] sources;
  private final boolean[] ofDeletes;
  private final RowWriter writer;
  private final RowCursor cursor;
  private final RowText text;

  ChangeRows(RowLayout input, LatestBy latestBy, Changes changes) {
    this.marked = changes.marked(input, latestBy);
    this.kindColumn = latestBy.changeKind();
    this.kind = kindColumn == null ? null : new ChangeKind(input, kindColumn);
    int columns = marked.columnCount() - 1;
    this.sources = new int[columns];
    this.ofDeletes = new boolean[columns];
    for (int i = 0; i < columns; i++) {
      String name = marked.name(i);
      sources[i] = input.indexOf(name);
      ofDeletes[i] =
          !(changes.remember() instanceof Remember.Tombstones)
              || latestBy.keys().contains(name)
              || latestBy.versions().contains(name);
    }
    this.writer = new RowWriter(marked);
    this.cursor = new RowCursor(input);
    this.text = new RowText(input);
  }

  /**
   * The rows of a block that say what happened to them.
   *
   * @param rejected takes the others
   */
  RowBlock apply(RowBlock block, Consumer<RejectedRow> rejected) {
    RowBlock.Builder out = new RowBlock.Builder(block.sizeInBytes());
    RowBlock.Reader row = new RowBlock.Reader().open(block);
    while (row.next()) {
      Optional<ChangeKind.Kind> happened =
          kind == null ? Optional.of(ChangeKind.Kind.UPSERT) : kind.of(row.bytes(), row.offset());
      if (happened.isEmpty()) {
        rejected.accept(
            RejectedRows.of(
                Code.UNFIT_VALUE,
                kindColumn,
                "it says neither insert, update nor delete",
                text,
                row));
      } else {
        write(row, happened.get() == ChangeKind.Kind.DELETE);
        out.add(writer.bytes(), 0, writer.length(), row.tag());
      }
    }
    return out.build();
  }

  private void write(RowBlock.Reader row, boolean deleted) {
    writer.reset();
    cursor.at(row.bytes(), row.offset(), row.length());
    for (int i = 0; i < sources.length; i++) {
      if (deleted && !ofDeletes[i]) {
        writer.setNull(i);
      } else {
        writer.copy(i, cursor, sources[i]);
      }
    }
    writer.setLong(sources.length, deleted ? 1 : 0);
  }
}
