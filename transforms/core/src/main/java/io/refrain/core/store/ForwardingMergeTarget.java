package io.refrain.core.store;

import io.refrain.core.row.RowLayout;
import java.io.IOException;
import java.util.List;

/** A table that is another one, but for the stores that it opens. */
public abstract class ForwardingMergeTarget implements MergeTarget {
  private static final long serialVersionUID = 1L;

  private final MergeTarget target;

  /**
   * A table like another one.
   *
   * @param target the other one
   */
  protected ForwardingMergeTarget(MergeTarget target) {
    this.target = target;
  }

  /** The other one. */
  protected final MergeTarget target() {
    return target;
  }

  @Override
  public final String name() {
    return target.name();
  }

  @Override
  public final void check(RowLayout layout, List<String> keyColumns) {
    target.check(layout, keyColumns);
  }

  @Override
  public final boolean deletesByPosition() {
    return target.deletesByPosition();
  }

  @Override
  public final void createIfAsked(RowLayout layout) throws IOException {
    target.createIfAsked(layout);
  }
}
