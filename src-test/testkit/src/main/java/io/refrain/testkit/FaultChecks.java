package io.refrain.testkit;

import io.refrain.testkit.inject.FaultChoice;
import io.refrain.testkit.inject.FaultState;
import io.refrain.testkit.inject.PlannedFault;
import io.refrain.testkit.report.Outcome;
import io.refrain.testkit.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;

/** Runs in which something breaks, each repeated until it is done, as by a scheduler. */
record FaultChecks(Laboratory lab) {

  Outcome check(Scenario scenario) {
    List<PlannedFault> faults =
        FaultChoice.choose(
            scenario,
            lab.reference().arrivals(),
            lab.settings().limits().faults(),
            lab.settings().seed());
    if (faults.isEmpty()) {
      return new Outcome.NotChecked(reason(scenario));
    }
    List<String> happened = new ArrayList<>();
    for (PlannedFault fault : faults) {
      FaultState state = FaultState.of(fault, "part of '" + scenario.title() + "'.");
      Trial trial = lab.freshTrial().run(lab.intervals(), lab.plain(), state);
      if (state.hasHappened()) {
        happened.add(fault.toString());
      }
      if (state.hasHappened() || trial.failure() != null) {
        Outcome outcome = lab.judge(scenario, "failed " + fault, trial);
        if (outcome.isBad()) {
          return outcome;
        }
      }
    }
    return happened.isEmpty()
        ? new Outcome.NotChecked(
            "the runs passed the fault points less often than the reference run, so that no fault"
                + " happened")
        : new Outcome.Same("failed " + String.join("; ", happened));
  }

  private String reason(Scenario scenario) {
    if (lab.reference().arrivals().isEmpty()) {
      return "the pipeline has no fault point: put run.faults().beforeWrite() and .afterWrite()"
          + " around the write, or let it write through run.faults().dataSource(...), .file(...),"
          + " .channel(...) or .call(...)";
    }
    return switch (scenario) {
      case CRASH_DURING_COMMIT ->
          "every fault point was passed only once, so that there is no half-way: take more rows";
      case CRASH_BEFORE_COMMIT ->
          "no fault point is ahead of the write: put run.faults().beforeWrite() there";
      default -> "no fault point is behind the write: put run.faults().afterWrite() there";
    };
  }
}
