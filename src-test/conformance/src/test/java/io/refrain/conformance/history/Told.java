package io.refrain.conformance.history;

import io.refrain.core.RefrainException;
import java.util.List;
import java.util.function.Function;

/** Histories that go wrong are told as a whole, so that they can be kept. */
final class Told {
  private Told() {}

  /** Carries one event out, and compares what is seen with the model. */
  @FunctionalInterface
  interface Step<E> {
    void carryOut(E event) throws Exception;
  }

  /**
   * Carries events out, one after the other.
   *
   * @param where they are, for who reads of it
   * @param text of all events, as it can be kept
   * @throws AssertionError if the target is not what the model says, with the history as text
   * @throws IllegalStateException if a run was refused that should not be, with the same
   */
  static <E> void carryOut(
      List<E> events, Step<E> step, String where, Function<List<E>, String> text) throws Exception {
    int done = 0;
    try {
      for (E event : events) {
        step.carryOut(event);
        done++;
      }
    } catch (AssertionError e) {
      throw new AssertionError(told(done, where, e, text.apply(events)), e);
    } catch (RefrainException e) {
      throw new IllegalStateException(told(done, where, e, text.apply(events)), e);
    }
  }

  private static String told(int done, String where, Throwable why, String events) {
    return "event "
        + (done + 1)
        + " of this history on "
        + where
        + ": "
        + why.getMessage()
        + "\n"
        + events;
  }
}
