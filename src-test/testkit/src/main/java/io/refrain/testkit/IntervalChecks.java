package io.refrain.testkit;

import io.refrain.testkit.input.Delivery.Portion;
import io.refrain.testkit.report.Outcome;
import io.refrain.testkit.scenario.Scenario;
import io.refrain.testkit.stored.StoredRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Intervals that come in another order, or with nothing in them. */
record IntervalChecks(Laboratory lab) {

  Outcome reordered() {
    if (lab.intervals().size() < 2) {
      return new Outcome.NotChecked(
          "there is only one interval: name two or more with intervals(...)");
    }
    List<String> reversed = new ArrayList<>(lab.intervals());
    Collections.reverse(reversed);
    return lab.judge(
        Scenario.INTERVALS_REORDERED,
        "run in the order " + reversed,
        lab.freshTrial().run(reversed, lab.plain()));
  }

  Outcome emptied() {
    if (!lab.reference().hooks().input().isUsed()) {
      return new Outcome.NotChecked(InputChecks.NO_INPUT);
    }
    if (lab.settings().meaning() == null) {
      return new Outcome.NotChecked(
          "nobody said what a run without rows should leave: say replacing() if a run replaces what"
              + " it is responsible for, or upserting() if what is stored stays");
    }
    int last = lab.intervals().size() - 1;
    List<String> emptied = lab.intervals().subList(last, last + 1);
    Conditions nothing = lab.plain().with(lab.plain().delivery().of(Portion.NOTHING));
    List<StoredRow> expected = lab.reference().content();
    if (lab.settings().meaning() == Settings.Meaning.REPLACING) {
      Trial neverFull =
          lab.freshTrial().run(lab.intervals().subList(0, last), lab.plain()).run(emptied, nothing);
      if (neverFull.failure() != null) {
        return lab.judge(Scenario.INTERVAL_EMPTIED, "a run without rows", neverFull);
      }
      expected = lab.settings().store().read();
      if (lab.settings()
          .store()
          .comparison()
          .between(lab.reference().content(), expected)
          .isNone()) {
        return new Outcome.NotChecked(
            "the last interval leaves the same content with its rows as without them");
      }
    }
    Trial trial = lab.freshTrial(lab.plain()).run(emptied, nothing);
    return lab.judge(
        Scenario.INTERVAL_EMPTIED, "the last interval run again without rows", trial, expected);
  }
}
