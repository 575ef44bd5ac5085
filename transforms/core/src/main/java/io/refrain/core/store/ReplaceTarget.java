package io.refrain.core.store;

import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowLayout;
import java.io.Serializable;
import java.util.List;

/**
 * A dataset or table whose rows can be replaced atomically: the description that travels with a
 * pipeline. It does no I/O until it is {@link #open}ed.
 */
public interface ReplaceTarget extends Serializable {

  /** What messages and display data call it. Holds no credentials. */
  String name();

  /** The columns that partition it, in order; empty if it has none. */
  List<String> partitionColumns();

  /**
   * Checks, while the pipeline is built and without I/O, that rows of this layout can be stored and
   * that this scope can be replaced.
   *
   * @throws IllegalArgumentException naming what does not fit
   */
  void check(RowLayout layout, ReplaceScope scope);

  /**
   * Whether an interval may be one of any date or timestamp column, because what it covers is
   * replaced row by row, and not by whole partitions. Then the rows that are staged for such an
   * interval lie in it, one by one.
   */
  default boolean replacesRowByRow() {
    return false;
  }

  /**
   * Whether rows in effect can be listed again only together with all others of their partition.
   * Then a partition of a window that fires more than once is staged as one group, so that a later
   * pane lists either the same group again or one that takes its place.
   */
  default boolean stagesPartitionsWhole() {
    return false;
  }

  /** Opens it for one worker. */
  ReplaceStore open(RowLayout layout);
}
