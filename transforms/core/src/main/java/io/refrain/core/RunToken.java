package io.refrain.core;

import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Who is writing.
 *
 * <p>The token is stored with the data, in the same atomic step. A store that holds it answers
 * <em>already committed</em>; a store that holds a greater epoch for an overlapping scope answers
 * <em>superseded</em>.
 *
 * @param pipeline the pipeline's name, which owns what it writes
 * @param scope what the run may replace
 * @param epoch grows with every new run of a scope; a retry inside one run keeps it
 */
public record RunToken(String pipeline, ReplaceScope scope, long epoch) implements Serializable {

  public RunToken {
    if (pipeline.isBlank()) {
      throw new IllegalArgumentException("A pipeline needs a name: it owns what it writes.");
    }
    if (epoch <= 0) {
      throw new IllegalArgumentException("An epoch must be positive, but is " + epoch + ".");
    }
  }

  /**
   * An epoch for a run that starts now: microseconds since 1970, or one more than the greatest
   * known, whichever is later. Chosen once, before the pipeline runs; no result depends on its
   * value, only on which of two runs started later.
   *
   * @param greatestKnown the greatest epoch the target has stored, 0 if unknown
   */
  public static long newEpoch(long greatestKnown) {
    return Math.max(greatestKnown + 1, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
  }

  @Override
  public String toString() {
    return pipeline + ", " + scope + ", epoch " + epoch;
  }
}
