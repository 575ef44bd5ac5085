package io.refrain.core.store;

import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowLayout;
import java.util.List;

/** A target that is another one, but for the stores that it opens. */
public abstract class ForwardingReplaceTarget implements ReplaceTarget {
  private static final long serialVersionUID = 1L;

  private final ReplaceTarget target;

  /**
   * A target like another one.
   *
   * @param target the other one
   */
  protected ForwardingReplaceTarget(ReplaceTarget target) {
    this.target = target;
  }

  /** The other one. */
  protected final ReplaceTarget target() {
    return target;
  }

  @Override
  public final String name() {
    return target.name();
  }

  @Override
  public final List<String> partitionColumns() {
    return target.partitionColumns();
  }

  @Override
  public final boolean replacesRowByRow() {
    return target.replacesRowByRow();
  }

  @Override
  public final boolean stagesPartitionsWhole() {
    return target.stagesPartitionsWhole();
  }

  @Override
  public final void check(RowLayout layout, ReplaceScope scope) {
    target.check(layout, scope);
  }
}
