package io.refrain.testkit;

import io.refrain.testkit.difference.Cause;
import io.refrain.testkit.difference.Difference;
import io.refrain.testkit.difference.Observation;
import io.refrain.testkit.report.Outcome;
import io.refrain.testkit.scenario.Scenario;
import io.refrain.testkit.stored.StoredRow;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the scenarios take place.
 *
 * @param settings what the user said
 * @param runs what runs the pipeline
 * @param reference what all is compared with
 * @param unstable columns found to differ from run to run; grows
 */
record Laboratory(Settings settings, Runs runs, Reference reference, Set<String> unstable) {

  Laboratory(Settings settings, Runs runs, Reference reference) {
    this(settings, runs, reference, new TreeSet<>());
  }

  Conditions plain() {
    return Conditions.plain(settings.seed());
  }

  List<String> intervals() {
    return settings.intervals();
  }

  /** A trial over a store as it was before the first run. */
  Trial freshTrial() {
    settings.store().reset(reference.initial());
    return new Trial(runs);
  }

  /** The simplest trial: every interval once. */
  Trial freshTrial(Conditions conditions) {
    return freshTrial().run(intervals(), conditions);
  }

  /** What a trial left, against the reference. */
  Outcome judge(Scenario scenario, String how, Trial trial) {
    return judge(scenario, how, trial, reference.content());
  }

  /** What a trial left, against what it should have. */
  Outcome judge(Scenario scenario, String how, Trial trial, List<StoredRow> expected) {
    if (trial.failure() != null) {
      return new Outcome.Failed(
          how, rootOf(trial.failure()), Cause.ofFailure(scenario, trial.failure()));
    }
    Difference difference = differenceFrom(expected);
    return difference.isNone()
        ? new Outcome.Same(how)
        : new Outcome.Different(
            how,
            difference,
            Cause.of(
                new Observation(scenario, difference, reference.span(), trial.span(), unstable)));
  }

  Difference differenceFrom(List<StoredRow> expected) {
    return settings.store().comparison().between(expected, settings.store().read());
  }

  /** The innermost cause: what is around it says only that something failed. */
  static String rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
