package io.refrain.conformance.subject;

import io.refrain.core.store.MergePlan;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import java.io.IOException;
import java.util.function.IntPredicate;

/**
 * A table whose commits are not answered: without effect, or with it and the answer lost. For use
 * in one process.
 */
public final class DeadMergeTarget extends BentMergeTarget {
  private static final long serialVersionUID = 1L;

  private final transient IntPredicate answers;
  private final boolean inEffect;
  private int commits;

  /**
   * A table.
   *
   * @param answers which commits are answered, counted from 1
   * @param inEffect whether those that are not answered take effect
   */
  public DeadMergeTarget(MergeTarget target, IntPredicate answers, boolean inEffect) {
    super(target);
    this.answers = answers;
    this.inEffect = inEffect;
  }

  /** How many commits were tried. */
  public int commits() {
    return commits;
  }

  @Override
  MergeStore.MergeAnswer commit(MergeStore store, MergePlan plan) throws IOException {
    boolean answered = answers.test(++commits);
    if (answered) {
      return store.commit(plan);
    }
    if (inEffect) {
      store.commit(plan);
    }
    throw new IOException("the table is away");
  }
}
