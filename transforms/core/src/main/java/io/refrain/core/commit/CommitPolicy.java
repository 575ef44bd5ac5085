package io.refrain.core.commit;

import java.io.Serializable;

/**
 * What a caller allows a commit to do.
 *
 * @param atLeastRows a run with fewer rows is refused before anything changes
 * @param takeOver whether partitions of another pipeline, and content of foreign writers, may be
 *     replaced
 */
public record CommitPolicy(long atLeastRows, boolean takeOver) implements Serializable {
  /** Any number of rows, one's own partitions only. */
  public static final CommitPolicy DEFAULT = new CommitPolicy(0, false);

  public CommitPolicy {
    if (atLeastRows < 0) {
      throw new IllegalArgumentException("atLeastRows must not be negative: " + atLeastRows);
    }
  }
}
