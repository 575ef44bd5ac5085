package io.refrain.testkit.inject;

import io.refrain.testkit.inject.PlannedFault.Moment;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happens to the runs of one scenario, and what they passed: the arrivals at each point are
 * counted over all of its runs, and its fault happens once.
 */
public final class FaultState {
  private final PlannedFault fault;
  private final String why;
  private final ConcurrentMap<FaultPoint, AtomicInteger> arrivals = new ConcurrentHashMap<>();
  private final AtomicBoolean happened = new AtomicBoolean();

  private FaultState(PlannedFault fault, String why) {
    this.fault = fault;
    this.why = why;
  }

  /** No fault: arrivals are only counted. */
  public static FaultState none() {
    return new FaultState(null, "");
  }

  /**
   * One fault.
   *
   * @param why what the fault's message says it is for
   */
  public static FaultState of(PlannedFault fault, String why) {
    return new FaultState(fault, why);
  }

  /** How often each point was passed, so far. */
  public Map<FaultPoint, Integer> arrivals() {
    Map<FaultPoint, Integer> counts = new TreeMap<>();
    arrivals.forEach((point, count) -> counts.put(point, count.get()));
    return counts;
  }

  /** Whether the fault has happened. */
  public boolean hasHappened() {
    return happened.get();
  }

  int count(FaultPoint point) {
    return arrivals.computeIfAbsent(point, p -> new AtomicInteger()).incrementAndGet();
  }

  /** Whether the fault is to happen now; true once. */
  boolean strikes(FaultPoint point, int arrival, Moment moment) {
    return fault != null
        && fault.moment() == moment
        && fault.arrival() == arrival
        && fault.point().equals(point)
        && happened.compareAndSet(false, true);
  }

  boolean isCrash() {
    return fault.isCrash();
  }

  String message() {
    return "Injected by Refrain's test kit " + fault + ": " + why;
  }
}
