package io.refrain.testkit;

import io.refrain.testkit.difference.Span;
import io.refrain.testkit.inject.FaultState;
import java.util.List;

/** The runs of a scenario over one store; it ends with the first that fails. */
final class Trial {
  private final Runs runs;
  private Span span;
  private Throwable failure;

  Trial(Runs runs) {
    this.runs = runs;
  }

  Trial run(List<String> intervals, Conditions conditions) {
    return run(intervals, conditions, FaultState.none());
  }

  Trial run(List<String> intervals, Conditions conditions, FaultState state) {
    for (String interval : intervals) {
      if (failure == null) {
        add(runs.untilDone(interval, conditions, state));
      }
    }
    return this;
  }

  /** Counts a run in whose failure decides. */
  void add(Ended ended) {
    addWhetherFailedOrNot(ended);
    failure = ended.failure();
  }

  /** Counts a run in that may fail. */
  void addWhetherFailedOrNot(Ended ended) {
    span = span == null ? ended.span() : span.and(ended.span());
  }

  Span span() {
    return span;
  }

  Throwable failure() {
    return failure;
  }
}
