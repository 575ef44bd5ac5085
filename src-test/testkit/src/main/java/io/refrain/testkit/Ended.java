package io.refrain.testkit;

import io.refrain.testkit.difference.Span;
import io.refrain.testkit.input.InputHooks;

/**
 * A run that has ended.
 *
 * @param failure why it failed; null if it did not
 * @param span when it took place, by the clock it was given
 * @param hooks what it plugged in
 */
record Ended(Throwable failure, Span span, Hooks hooks) {

  /**
   * What a run plugged in.
   *
   * @param input how it asked for its input
   * @param asksForClock whether it takes its clock from the kit
   * @param isSeen whether a worker of it was seen in this process
   */
  record Hooks(InputHooks input, boolean asksForClock, boolean isSeen) {}

  boolean hasFailed() {
    return failure != null;
  }
}
