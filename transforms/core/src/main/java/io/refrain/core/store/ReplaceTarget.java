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

  /** Opens it for one worker. */
  ReplaceStore open(RowLayout layout);
}
