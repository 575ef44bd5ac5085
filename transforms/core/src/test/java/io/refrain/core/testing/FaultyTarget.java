package io.refrain.core.testing;

import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ForwardingReplaceTarget;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A target whose k-th call fails, counted over all its stores and their stagers: before it takes
 * effect, or after it with the answer lost. Copies made by serialization count together.
 */
public final class FaultyTarget extends ForwardingReplaceTarget {
  private static final long serialVersionUID = 1L;
  private static final Map<Integer, FaultPlan> PLANS = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final int id;

  private FaultyTarget(ReplaceTarget target, int id) {
    super(target);
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
  public ReplaceStore open(RowLayout layout) {
    return new FaultyStore(target().open(layout), PLANS.get(id));
  }
}
