package io.refrain.testkit;

import io.refrain.testkit.difference.ClockText;
import io.refrain.testkit.report.Outcome;
import io.refrain.testkit.scenario.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The same run again. */
record RepeatChecks(Laboratory lab) {
  private static final Duration A_YEAR = Duration.ofDays(365);
  private static final Duration A_VISIBLE_WHILE = Duration.ofMillis(1100);

  Outcome twice() {
    Trial trial = lab.settings().store().fresh() == null ? new Trial(lab.runs()) : lab.freshTrial();
    if (lab.settings().store().fresh() != null) {
      trial.run(lab.intervals(), lab.plain());
    }
    trial.run(lab.intervals(), lab.plain());
    return lab.judge(Scenario.RUN_TWICE, "each interval run again", trial);
  }

  Outcome otherSeed() {
    Trial trial = lab.freshTrial(lab.plain().withSeed(lab.settings().seed() + 1));
    Outcome outcome =
        lab.judge(
            Scenario.OTHER_RANDOM_SEED, "run again in a fresh store, run.seed() changed", trial);
    if (outcome instanceof Outcome.Different different) {
      different.difference().changed().forEach(row -> lab.unstable().addAll(row.columns()));
    }
    return outcome;
  }

  Outcome later() throws InterruptedException {
    Instant visible = lab.reference().span().end().plus(A_VISIBLE_WHILE);
    Duration wait = Duration.between(Instant.now(), visible);
    if (!wait.isNegative()) {
      Thread.sleep(wait.toMillis());
    }
    Outcome outcome =
        lab.judge(
            Scenario.CLOCK_MOVED, "run again some seconds later", lab.freshTrial(lab.plain()));
    if (outcome.isBad()) {
      return outcome;
    }
    String how = "run again some seconds later";
    if (lab.reference().hooks().asksForClock()) {
      how = how + ", and with run.clock() a year ahead";
      outcome =
          lab.judge(Scenario.CLOCK_MOVED, how, lab.freshTrial(lab.plain().withClockShift(A_YEAR)));
    }
    return outcome.isBad() ? outcome : new Outcome.Same(how + todayNote());
  }

  /** A date read from the clock changes at midnight only; at least say where one could be. */
  private String todayNote() {
    List<String> columns = new ArrayList<>();
    lab.reference().content().stream()
        .flatMap(row -> row.columns().stream())
        .distinct()
        .filter(
            column ->
                lab.reference().content().stream()
                    .allMatch(row -> ClockText.isToday(row.value(column), lab.reference().span())))
        .forEach(columns::add);
    return columns.isEmpty()
        ? ""
        : "; "
            + columns
            + " hold the date of today: if it is read from the clock, this shows only after"
            + " midnight";
  }
}
