package io.refrain.testkit;

import io.refrain.testkit.inject.FaultPoint;
import io.refrain.testkit.inject.FaultState;
import io.refrain.testkit.inject.Gate;
import io.refrain.testkit.inject.Meeting;
import io.refrain.testkit.input.Delivery.Portion;
import io.refrain.testkit.report.Outcome;
import io.refrain.testkit.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Two runs of one interval that overlap. */
record OverlapChecks(Laboratory lab) {
  private static final Duration A_MOMENT = Duration.ofSeconds(5);
  private static final String NO_POINT =
      "no fault point is ahead of the write, where a run could be held: put"
          + " run.faults().beforeWrite() there";

  Outcome olderRunLast() throws InterruptedException, ExecutionException {
    boolean isGiven = lab.reference().hooks().input().isOlderGiven();
    if (!lab.reference().hooks().input().isUsed() && !isGiven) {
      return new Outcome.NotChecked(InputChecks.NO_INPUT);
    }
    if (!isGiven && lab.settings().meaning() != Settings.Meaning.REPLACING) {
      return new Outcome.NotChecked(
          "nobody said what an older delivery held: give it with run.input(rows, olderRows) or"
              + " run.files(directory, olderDirectory), or say replacing(), and a part of the rows"
              + " is taken for it");
    }
    if (!hasPointAhead()) {
      return new Outcome.NotChecked(NO_POINT);
    }
    Conditions older = lab.plain().with(lab.plain().delivery().of(Portion.OLDER));
    List<String> first = lab.intervals().subList(0, 1);
    List<String> others = lab.intervals().subList(1, lab.intervals().size());
    Trial alone = lab.freshTrial().run(first, older).run(others, lab.plain());
    if (alone.failure() == null && lab.differenceFrom(lab.reference().content()).isNone()) {
      return new Outcome.NotChecked(
          "the older delivery leaves the same content as the newer one, so that nothing could be"
              + " seen: give one whose rows differ");
    }
    return held(first.get(0), older, others);
  }

  private Outcome held(String interval, Conditions older, List<String> others)
      throws InterruptedException, ExecutionException {
    String how =
        "the older run was held before its first write until the newer one had finished; of an"
            + " older delivery it had "
            + lab.reference().hooks().input().older();
    Duration patience = lab.settings().limits().patience();
    Gate gate = new Gate(patience);
    Trial trial = lab.freshTrial();
    Future<Ended> held = lab.runs().start(interval, older, gate);
    try {
      while (!gate.isReachedWithin(Duration.ofMillis(20))) {
        if (held.isDone()) {
          return new Outcome.NotChecked(
              "the older run ended without coming to a fault point ahead of its write");
        }
      }
      trial.run(List.of(interval), lab.plain());
      if (gate.isOpen()) {
        return new Outcome.NotChecked(
            "the newer run did not finish while the older one was held for " + patience);
      }
    } finally {
      gate.open();
      // It may fail: a run that was overtaken should.
      trial.addWhetherFailedOrNot(held.get());
    }
    trial.run(others, lab.plain());
    return lab.judge(Scenario.OLDER_RUN_LAST, how, trial);
  }

  Outcome twoAtOnce() throws InterruptedException, ExecutionException {
    Trial trial = lab.freshTrial();
    boolean met = true;
    for (String interval : lab.intervals()) {
      Meeting meeting = new Meeting(A_MOMENT);
      Future<Ended> one = lab.runs().start(interval, lab.plain(), meeting.guest());
      Future<Ended> other = lab.runs().start(interval, lab.plain(), meeting.guest());
      trial.addWhetherFailedOrNot(one.get());
      trial.addWhetherFailedOrNot(other.get());
      if (one.get().hasFailed() || other.get().hasFailed()) {
        // One may be turned away, or both: then a scheduler runs it again.
        trial.add(lab.runs().untilDone(interval, lab.plain(), FaultState.none()));
      }
      met = met && meeting.tookPlace();
      if (trial.failure() != null) {
        break;
      }
    }
    Outcome outcome =
        lab.judge(Scenario.TWO_RUNS_AT_ONCE, "two runs began to write at the same time", trial);
    if (met || outcome.isBad()) {
      return outcome;
    }
    return new Outcome.NotChecked(
        hasPointAhead() ? "the two runs did not write at the same time" : NO_POINT);
  }

  private boolean hasPointAhead() {
    return lab.reference().arrivals().keySet().stream().anyMatch(FaultPoint::isAheadOfTheWrite);
  }
}
