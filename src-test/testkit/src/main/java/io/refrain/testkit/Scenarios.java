package io.refrain.testkit;

import io.refrain.testkit.report.Outcome;
import io.refrain.testkit.report.ScenarioResult;
import io.refrain.testkit.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Runs the scenarios one after another. */
record Scenarios(Laboratory lab) {

  List<ScenarioResult> run() {
    List<Scenario> order = new ArrayList<>(Scenario.all());
    // What differs without any reason has to be known before other reasons are sought.
    order.remove(Scenario.OTHER_RANDOM_SEED);
    order.add(0, Scenario.OTHER_RANDOM_SEED);
    Map<Scenario, ScenarioResult> results = new EnumMap<>(Scenario.class);
    for (Scenario scenario : order) {
      results.put(scenario, result(scenario));
    }
    if (lab.settings().store().fresh() != null) {
      lab.settings().store().reset();
    }
    return List.copyOf(results.values());
  }

  private ScenarioResult result(Scenario scenario) {
    String reason = lab.settings().leftOut().get(scenario);
    if (reason != null) {
      return new ScenarioResult(scenario, new Outcome.LeftOut(reason), 0, Duration.ZERO);
    }
    int runsBefore = lab.runs().count();
    long start = System.nanoTime();
    Outcome outcome = outcome(scenario);
    return new ScenarioResult(
        scenario, outcome, lab.runs().count() - runsBefore, Idempotency.since(start));
  }

  private Outcome outcome(Scenario scenario) {
    try {
      return switch (scenario) {
        case RUN_TWICE -> new RepeatChecks(lab).twice();
        case OTHER_RANDOM_SEED -> new RepeatChecks(lab).otherSeed();
        case CLOCK_MOVED -> new RepeatChecks(lab).later();
        case INPUT_SHUFFLED -> new InputChecks(lab).shuffled();
        case INPUT_DELIVERED_TWICE -> new InputChecks(lab).deliveredTwice();
        case OTHER_BUNDLES -> new InputChecks(lab).otherBundles();
        case BUNDLE_RETRIED, CRASH_BEFORE_COMMIT, CRASH_DURING_COMMIT, CRASH_AFTER_COMMIT ->
            new FaultChecks(lab).check(scenario);
        case OLDER_RUN_LAST -> new OverlapChecks(lab).olderRunLast();
        case TWO_RUNS_AT_ONCE -> new OverlapChecks(lab).twoAtOnce();
        case INTERVALS_REORDERED -> new IntervalChecks(lab).reordered();
        case INTERVAL_EMPTIED -> new IntervalChecks(lab).emptied();
        case OTHER_TIME_ZONE -> new PlaceChecks(lab).otherTimeZone();
        case OTHER_LOCALE -> new PlaceChecks(lab).otherLocale();
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted in '" + scenario.title() + "'.", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The kit itself failed in '" + scenario.title() + "'.", e);
    }
  }
}
