package io.refrain.testkit;

import io.refrain.testkit.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the user said, checked.
 *
 * @param store the store under test
 * @param intervals what the runs are responsible for; one empty text if none was named
 * @param leftOut scenarios not to be run, and why
 * @param meaning what a run does to what is stored; null if nobody said
 * @param seed the seed of all that is left to chance
 * @param limits how much to try and how long to wait
 */
record Settings(
    Store store,
    List<String> intervals,
    Map<Scenario, String> leftOut,
    Meaning meaning,
    long seed,
    Limits limits) {

  /** What a run does to what is stored. */
  enum Meaning {
    REPLACING,
    UPSERTING
  }

  /** How much to try and how long to wait. */
  record Limits(int faults, Duration run, Duration patience) {}
}
