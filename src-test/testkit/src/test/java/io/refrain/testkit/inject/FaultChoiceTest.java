package io.refrain.testkit.inject;

import static io.refrain.testkit.inject.PlannedFault.Moment.AFTER;
import static io.refrain.testkit.inject.PlannedFault.Moment.BEFORE;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.refrain.testkit.inject.FaultPoint.Kind;
import io.refrain.testkit.scenario.Scenario;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FaultChoiceTest {
  private static final FaultPoint COMMIT = new FaultPoint("commit", Kind.CALL);
  private static final FaultPoint AHEAD = new FaultPoint("before write", Kind.BEFORE_WRITE);
  private static final FaultPoint BEHIND = new FaultPoint("after write", Kind.AFTER_WRITE);

  private static List<PlannedFault> all(Scenario scenario, FaultPoint point, int arrivals) {
    return FaultChoice.choose(scenario, Map.of(point, arrivals), 100, 1);
  }

  private static PlannedFault crash(FaultPoint point, int arrival, PlannedFault.Moment moment) {
    return new PlannedFault(point, arrival, moment, true);
  }

  @Test
  void beforeTheCommitIsBeforeTheFirstEffect() {
    assertThat(all(Scenario.CRASH_BEFORE_COMMIT, COMMIT, 3), is(List.of(crash(COMMIT, 1, BEFORE))));
    assertThat(all(Scenario.CRASH_BEFORE_COMMIT, AHEAD, 3), is(List.of(crash(AHEAD, 1, BEFORE))));
    assertThat(all(Scenario.CRASH_BEFORE_COMMIT, BEHIND, 3), is(empty()));
  }

  @Test
  void duringTheCommitIsBetweenTwoEffects() {
    assertThat(
        all(Scenario.CRASH_DURING_COMMIT, COMMIT, 2),
        containsInAnyOrder(crash(COMMIT, 2, BEFORE), crash(COMMIT, 1, AFTER)));
    assertThat(all(Scenario.CRASH_DURING_COMMIT, COMMIT, 1), is(empty()));
    assertThat(
        all(Scenario.CRASH_DURING_COMMIT, BEHIND, 3),
        not(everyItem(is(in(all(Scenario.CRASH_AFTER_COMMIT, BEHIND, 3))))));
  }

  @Test
  void afterTheCommitIsAfterTheLastEffect() {
    assertThat(all(Scenario.CRASH_AFTER_COMMIT, COMMIT, 3), is(List.of(crash(COMMIT, 3, AFTER))));
    assertThat(all(Scenario.CRASH_AFTER_COMMIT, BEHIND, 3), is(List.of(crash(BEHIND, 3, BEFORE))));
    assertThat(all(Scenario.CRASH_AFTER_COMMIT, AHEAD, 3), is(empty()));
  }

  @Test
  void aRetriedBundleIsNoCrash() {
    assertThat(
        all(Scenario.BUNDLE_RETRIED, COMMIT, 1),
        is(List.of(new PlannedFault(COMMIT, 1, AFTER, false))));
  }

  @Test
  void theSeedChoosesAndTheLimitHolds() {
    Map<FaultPoint, Integer> arrivals = Map.of(COMMIT, 90, BEHIND, 90);
    List<PlannedFault> chosen = FaultChoice.choose(Scenario.BUNDLE_RETRIED, arrivals, 3, 7);
    assertThat(chosen, hasSize(3));
    assertThat(FaultChoice.choose(Scenario.BUNDLE_RETRIED, arrivals, 3, 7), is(chosen));
    boolean differs = false;
    for (long seed = 8; seed < 30; seed++) {
      differs |= !FaultChoice.choose(Scenario.BUNDLE_RETRIED, arrivals, 3, seed).equals(chosen);
    }
    assertThat(differs, is(true));
  }

  @Test
  void faultsAreNamedInReports() {
    assertThat(
        crash(COMMIT, 3, AFTER).toString(),
        is("after call 3 of 'commit' took effect, its answer lost"));
    assertThat(crash(COMMIT, 3, BEFORE).toString(), is("before call 3 of 'commit' took effect"));
    assertThat(crash(AHEAD, 2, BEFORE).toString(), is("at element 2 at 'before write'"));
  }
}
