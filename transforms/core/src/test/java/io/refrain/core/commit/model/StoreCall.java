package io.refrain.core.commit.model;

import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ReplaceStore;
import java.io.IOException;
import java.util.Optional;

/**
 * A call that a run makes to its store, not made yet: where other runs may come in between.
 *
 * @param text for a person to read
 * @param effect makes the call
 * @param brokenOff what of the call takes effect if it fails before its end
 * @param plan what is to be committed, if it is a commit
 * @param mayFail whether it can report a fault
 */
record StoreCall(
    String text, Effect effect, Effect brokenOff, Optional<CommitPlan> plan, boolean mayFail) {

  /** What a call does to the store. */
  @FunctionalInterface
  interface Effect {
    Object on(ReplaceStore store) throws IOException;
  }

  static final Effect NOTHING = store -> null;

  static StoreCall of(String text, Effect effect) {
    return new StoreCall(text, effect, NOTHING, Optional.empty(), true);
  }
}
