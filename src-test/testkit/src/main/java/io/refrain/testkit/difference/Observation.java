package io.refrain.testkit.difference;

import io.refrain.testkit.scenario.Scenario;
import java.util.Set;

/**
 * All that the cause of a difference is told from.
 *
 * @param scenario how the pipeline was run
 * @param difference what came of it
 * @param reference when the reference run took place
 * @param actual when the runs of the scenario took place
 * @param unstable columns that differ from run to run even if everything is the same
 */
public record Observation(
    Scenario scenario, Difference difference, Span reference, Span actual, Set<String> unstable) {

  public Observation {
    unstable = Set.copyOf(unstable);
  }
}
