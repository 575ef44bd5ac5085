package io.refrain.core.testing;

import io.refrain.core.store.ForwardingMergeTarget;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A table whose k-th call fails, counted over all its stores, their stagers and their readers:
 * before it takes effect, or after it with the answer lost. Copies made by serialization count
 * together.
 */
public final class FaultyMergeTarget extends ForwardingMergeTarget {
  private static final long serialVersionUID = 1L;
  private static final Map<Integer, FaultPlan> PLANS = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final int id;

  private FaultyMergeTarget(MergeTarget target, int id) {
    super(target);
    this.id = id;
  }

  /** Fails call {@code k}, the first being 1. */
  public static FaultyMergeTarget failing(MergeTarget target, int k, FaultMode mode) {
    int id = NEXT.incrementAndGet();
    PLANS.put(id, new FaultPlan(k, mode));
    return new FaultyMergeTarget(target, id);
  }

  /** Fails call {@code k} and all after it, before they take effect. */
  public static FaultyMergeTarget failingFrom(MergeTarget target, int k) {
    int id = NEXT.incrementAndGet();
    PLANS.put(id, FaultPlan.from(k));
    return new FaultyMergeTarget(target, id);
  }

  /** Whether there were enough calls for one to fail. */
  public boolean metFault() {
    return PLANS.get(id).met();
  }

  /** The name of the first call that failed; null if none did. */
  public String failedCall() {
    return PLANS.get(id).failedCall();
  }

  @Override
  public MergeStore open() throws IOException {
    FaultPlan plan = PLANS.get(id);
    return new FaultyMergeStore(plan.call("open", target()::open), plan);
  }
}
