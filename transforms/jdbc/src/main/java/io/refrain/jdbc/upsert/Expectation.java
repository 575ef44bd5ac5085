package io.refrain.jdbc.upsert;

import io.refrain.core.upsert.UpsertDecision;
import java.util.List;

/**
 * What the next batch will probably turn out to be, going by those before: a first load inserts all
 * rows of batch after batch, a correction updates them all. Such a batch is written without being
 * looked at first, in a way that fails as a whole if the guess was wrong.
 *
 * <p>Each wrong guess doubles how many batches in a row have to be alike before the next guess.
 * Nothing but speed depends on it. Not thread-safe.
 */
final class Expectation {
  private static final int FIRST_STREAK = 2;
  private static final int LONGEST_STREAK = 1 << 10;

  private UpsertDecision common;
  private int streak;
  private int needed = FIRST_STREAK;

  /** Whether every row of the next batch is expected to be decided on in this way. */
  boolean isOf(UpsertDecision decision) {
    return common == decision && streak >= needed;
  }

  /** Learns from a batch that is in effect. */
  void seen(List<UpsertDecision> decisions) {
    UpsertDecision first = decisions.isEmpty() ? null : decisions.get(0);
    boolean alike = first != null && decisions.stream().allMatch(d -> d == first);
    if (!alike) {
      common = null;
    } else if (first == common) {
      streak = Math.min(streak + 1, LONGEST_STREAK);
    } else {
      common = first;
      streak = 1;
    }
  }

  /** Learns that a guess was wrong, or could not be put to the test. */
  void failed() {
    common = null;
    needed = Math.min(needed * 2, LONGEST_STREAK);
  }
}
