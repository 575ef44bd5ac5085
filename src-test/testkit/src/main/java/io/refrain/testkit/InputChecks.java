package io.refrain.testkit;

import io.refrain.testkit.input.Delivery;
import io.refrain.testkit.input.Delivery.Bundles;
import io.refrain.testkit.input.Delivery.Order;
import io.refrain.testkit.report.Outcome;
import io.refrain.testkit.scenario.Scenario;

/** The same input, delivered otherwise. */
record InputChecks(Laboratory lab) {
  static final String NO_INPUT =
      "the pipeline reads its input past the kit: take it from run.input(...), run.files(...) or"
          + " through run.deliver()";

  Outcome shuffled() {
    if (!lab.reference().hooks().input().isUsed()) {
      return new Outcome.NotChecked(NO_INPUT);
    }
    Outcome first = shuffled(Order.SHUFFLED, "rows in a random order");
    return first.isBad()
        ? first
        : shuffled(Order.SHUFFLED_REVERSED, "rows in a random order, and in its reverse");
  }

  private Outcome shuffled(Order order, String how) {
    Delivery delivery = lab.plain().delivery().in(order);
    return lab.judge(Scenario.INPUT_SHUFFLED, how, lab.freshTrial(lab.plain().with(delivery)));
  }

  Outcome deliveredTwice() {
    if (!lab.reference().hooks().input().isUsed()) {
      return new Outcome.NotChecked(NO_INPUT);
    }
    Delivery delivery = lab.plain().delivery().twice();
    return lab.judge(
        Scenario.INPUT_DELIVERED_TWICE,
        "every row twice",
        lab.freshTrial(lab.plain().with(delivery)));
  }

  Outcome otherBundles() {
    boolean cuts = lab.reference().hooks().input().cutsBundles();
    boolean tunes = Tuning.isKnownTo(lab.runs().options());
    if (!cuts && !tunes) {
      return new Outcome.NotChecked(
          "this runner has no option for parallelism that the kit knows: take the input through"
              + " run.deliver(), which cuts it into other bundles");
    }
    String what = (cuts ? "rows" : "") + (cuts && tunes ? " and " : "") + (tunes ? "workers" : "");
    Outcome first = bundles(Bundles.ONE_ROW_EACH, new Tuning(1, 1), what + " one by one");
    return first.isBad()
        ? first
        : bundles(
            Bundles.ALL_IN_ONE, new Tuning(3, 1_000_000), what + " one by one, then many at once");
  }

  private Outcome bundles(Bundles bundles, Tuning tuning, String how) {
    Delivery delivery = lab.plain().delivery().cut(bundles);
    return lab.judge(
        Scenario.OTHER_BUNDLES, how, lab.freshTrial(lab.plain().with(delivery).with(tuning)));
  }
}
