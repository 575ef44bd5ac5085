package io.refrain.testkit;

import io.refrain.testkit.input.Delivery;
import java.time.Duration;

/**
 * Under which conditions a run takes place.
 *
 * @param delivery how its input is delivered
 * @param tuning how many workers it has, and how large its bundles are
 * @param clockShift how far its clock is ahead
 * @param seed the seed handed to the pipeline
 */
record Conditions(Delivery delivery, Tuning tuning, Duration clockShift, long seed) {
  static Conditions plain(long seed) {
    return new Conditions(Delivery.plain(seed), Tuning.NONE, Duration.ZERO, seed);
  }

  Conditions with(Delivery other) {
    return new Conditions(other, tuning, clockShift, seed);
  }

  Conditions with(Tuning other) {
    return new Conditions(delivery, other, clockShift, seed);
  }

  Conditions withClockShift(Duration shift) {
    return new Conditions(delivery, tuning, shift, seed);
  }

  Conditions withSeed(long other) {
    return new Conditions(delivery, tuning, clockShift, other);
  }
}
