package io.refrain.core.merge;

import io.refrain.core.RejectedRow;
import io.refrain.core.RejectedRow.Code;
import io.refrain.core.blocks.RejectedRows;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowText;
import io.refrain.core.row.UnfitValueException;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.ReplaceStore.Unfit;
import io.refrain.core.upsert.ChangeMarks;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings rows of the input into the layout of {@link MergeSpec#marked}, and rejects those that the
 * table cannot hold. Not thread-safe.
 *
 * <p>It happens before rows of a key are compared for the first time: the words of a change kind
 * are not stored, so they must not take part in the order of equal versions. Neither must what a
 * delete holds besides key and version, where the row is removed.
 */
final class MarkedRows {
  private final MergeStore store;
  private final TableFit fit;
  private final boolean hard;
  private final ChangeMarks marks;
  private final RowCursor written;
  private final RowText text;

  MarkedRows(RowLayout input, MergeSpec spec, TableFit fit, MergeStore store) {
    this.store = store;
    this.fit = fit;
    RowLayout marked = spec.marked(input);
    this.hard = !spec.softly();
    this.marks =
        new ChangeMarks(
            input,
            marked,
            spec.latestBy().changeKind(),
            column -> spec.softly() || spec.isKeyOrVersion(column));
    this.written = new RowCursor(marked);
    this.text = new RowText(input);
  }

  /**
   * The rows of a block that can be merged.
   *
   * @param rejected takes the others
   */
  RowBlock apply(RowBlock block, Consumer<RejectedRow> rejected) {
    RowBlock.Builder out = new RowBlock.Builder(block.sizeInBytes());
    RowBlock.Reader row = new RowBlock.Reader().open(block);
    while (row.next()) {
      Optional<RejectedRow> unknown = marks.take(row);
      if (unknown.isPresent()) {
        rejected.accept(unknown.get());
        continue;
      }
      Optional<Unfit> unfit = marks.isDelete() && hard ? Optional.empty() : unfit();
      if (unfit.isPresent()) {
        Unfit it = unfit.get();
        rejected.accept(RejectedRows.of(it.code(), it.column(), it.reason(), text, row));
      } else {
        out.add(marks.row().bytes(), 0, marks.row().length(), row.tag());
      }
    }
    return out.build();
  }

  private Optional<Unfit> unfit() {
    RowCursor row;
    try {
      row = fit.toTable(written.at(marks.row().bytes(), 0, marks.row().length()), null);
    } catch (UnfitValueException e) {
      return Optional.of(new Unfit(Code.UNFIT_VALUE, e.column(), e.getMessage()));
    }
    int missing = fit.missing(row);
    // A null in a key or version column has a code of its own, and is found when rows are packed.
    if (missing >= 0) {
      String column = row.layout().name(missing);
      return fit.isKeyOrVersion(missing)
          ? Optional.empty()
          : Optional.of(
              new Unfit(Code.NULL_VALUE, column, "the table requires a value, but it is null"));
    }
    return store.unfit(row);
  }
}
