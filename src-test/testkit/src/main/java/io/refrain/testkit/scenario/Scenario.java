package io.refrain.testkit.scenario;

import java.util.EnumSet;
import java.util.Set;

/** A way in which production runs a pipeline sooner or later. */
public enum Scenario {
  /** The same run again, over what the first one stored. */
  RUN_TWICE("run twice"),
  /** The rows in two other orders, the second the reverse of the first. */
  INPUT_SHUFFLED("input shuffled"),
  /** Every row of the input, or every file, comes a second time. */
  INPUT_DELIVERED_TWICE("input delivered twice"),
  /** Each row in a bundle of its own, then all in one; one worker thread, then several. */
  OTHER_BUNDLES("other bundles and parallelism"),
  /** A step fails once after its output was written; the runner or the scheduler tries again. */
  BUNDLE_RETRIED("a bundle fails after its output was written"),
  /** The process dies before anything took effect, and the run is repeated. */
  CRASH_BEFORE_COMMIT("a crash before the commit"),
  /** The process dies when a part took effect, and the run is repeated. */
  CRASH_DURING_COMMIT("a crash during the commit"),
  /** The process dies when all took effect and nobody knows yet, and the run is repeated. */
  CRASH_AFTER_COMMIT("a crash after the commit"),
  /** A run that began with an older delivery ends after a newer run. */
  OLDER_RUN_LAST("an older run that finishes after a newer one"),
  /** The same interval is run by two schedulers at the same time. */
  TWO_RUNS_AT_ONCE("two runs at once"),
  /** The last interval first. */
  INTERVALS_REORDERED("intervals in another order"),
  /** The last interval is run again, and its delivery has no rows any more. */
  INTERVAL_EMPTIED("an interval that became empty"),
  /** Later by the wall clock, and a year later by {@code run.clock()}. */
  CLOCK_MOVED("another time"),
  /** The JVM's default time zone is half a day away. */
  OTHER_TIME_ZONE("another time zone"),
  /** The JVM's default locale has other letter cases and other digits. */
  OTHER_LOCALE("another locale"),
  /** The same run in a store as fresh as the first one's. */
  OTHER_RANDOM_SEED("another random seed");

  private final String title;

  Scenario(String title) {
    this.title = title;
  }

  /** What reports call it. */
  public String title() {
    return title;
  }

  /** Whether it has to begin with the store as it was before the reference run. */
  public boolean needsFreshStore() {
    return this != RUN_TWICE;
  }

  /** All of them. */
  public static Set<Scenario> all() {
    return EnumSet.allOf(Scenario.class);
  }
}
