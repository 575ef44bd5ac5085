package io.refrain.core.testing;

import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A target whose k-th call fails, counted over all its stores and their stagers: before it takes
 * effect, or after it with the answer lost. Copies made by serialization count together.
 */
public final class FaultyTarget implements ReplaceTarget {
  private static final long serialVersionUID = 1L;
  private static final Map<Integer, FaultPlan> PLANS = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final ReplaceTarget target;
  private final int id;

  private FaultyTarget(ReplaceTarget target, int id) {
    this.target = target;
    this.id = id;
  }

  /** Fails call {@code k}, the first being 1. */
  public static FaultyTarget failing(ReplaceTarget target, int k, FaultMode mode) {
    int id = NEXT.incrementAndGet();
    PLANS.put(id, new FaultPlan(k, mode));
    return new FaultyTarget(target, id);
  }

  /** Whether there were enough calls for one to fail. */
  public boolean metFault() {
    return PLANS.get(id).met();
  }

  @Override
  public String name() {
    return target.name();
  }

  @Override
  public List<String> partitionColumns() {
    return target.partitionColumns();
  }

  @Override
  public boolean replacesRowByRow() {
    return target.replacesRowByRow();
  }

  @Override
  public boolean stagesPartitionsWhole() {
    return target.stagesPartitionsWhole();
  }

  @Override
  public void check(RowLayout layout, ReplaceScope scope) {
    target.check(layout, scope);
  }

  @Override
  public ReplaceStore open(RowLayout layout) {
    return new FaultyStore(target.open(layout), PLANS.get(id));
  }
}
