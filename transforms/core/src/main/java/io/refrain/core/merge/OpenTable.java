package io.refrain.core.merge;

import io.refrain.core.row.RowLayout;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import java.io.IOException;

/**
 * A table that one worker has open, and how the rows of a merge fit it.
 *
 * @param store the open table
 * @param marked the layout of rows on their way
 * @param fit how they correspond
 */
record OpenTable(MergeStore store, RowLayout marked, TableFit fit) implements AutoCloseable {

  /**
   * Opens a table for rows of an input.
   *
   * @throws io.refrain.core.RefrainException of kind REFUSED if they do not fit it
   */
  static OpenTable forInput(MergeTarget target, RowLayout input, MergeSpec spec)
      throws IOException {
    MergeStore store = target.open();
    try {
      RowLayout marked = spec.marked(input);
      store.expect(spec.addable(input));
      return new OpenTable(store, marked, TableFit.of(target.name(), marked, store.layout(), spec));
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** Opens a table for its own rows, all columns of them. */
  static OpenTable forItself(MergeTarget target, MergeSpec spec) throws IOException {
    MergeStore store = target.open();
    try {
      for (String column : spec.columns()) {
        TableFit.columnOf(target.name(), store.layout(), column);
      }
      RowLayout marked = spec.marked(store.layout());
      return new OpenTable(store, marked, TableFit.of(target.name(), marked, store.layout(), spec));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
