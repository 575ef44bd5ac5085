package io.refrain.jdbc.upsert;

import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowLayout;
import io.refrain.core.upsert.ChangeMarks;
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
  private final ChangeMarks marks;

  ChangeRows(RowLayout input, LatestBy latestBy, Changes changes) {
    boolean whole = !(changes.remember() instanceof Remember.Tombstones);
    this.marks =
        new ChangeMarks(
            input,
            changes.marked(input, latestBy),
            latestBy.changeKind(),
            column ->
                whole || latestBy.keys().contains(column) || latestBy.versions().contains(column));
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
      Optional<RejectedRow> unknown = marks.take(row);
      if (unknown.isPresent()) {
        rejected.accept(unknown.get());
      } else {
        out.add(marks.row().bytes(), 0, marks.row().length(), row.tag());
      }
    }
    return out.build();
  }
}
