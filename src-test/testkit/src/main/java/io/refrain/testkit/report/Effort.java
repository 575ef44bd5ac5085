package io.refrain.testkit.report;

import java.time.Duration;
import java.util.Locale;

/**
 * What the check took.
 *
 * @param runs how often the pipeline was run, the reference included
 * @param referenceRuns how many of them made the reference: one for each interval
 * @param time how long all took
 * @param referenceTime how long the reference took
 */
public record Effort(int runs, int referenceRuns, Duration time, Duration referenceTime) {
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d runs of the pipeline in %.1f s, where an ordinary one is %d in %.1f s.",
        runs,
        time.toMillis() / 1000.0,
        referenceRuns,
        referenceTime.toMillis() / 1000.0);
  }
}
