package io.refrain.core;

import java.io.Serializable;

/**
 * Who merges: one run, or one window of a stream.
 *
 * <p>The token is stored with the data, in the same atomic step. A store that holds it answers
 * <em>already committed</em>. Tokens have no order: which of two rows of one key stays is decided
 * by their versions, so runs of any epochs may commit in any order.
 *
 * @param pipeline the pipeline's name
 * @param action what is done: {@link #MERGE} or {@link #DEDUP}
 * @param window the window of a stream, as text; empty for a batch
 * @param epoch of the run; a retry inside one run keeps it
 */
public record MergeToken(String pipeline, String action, String window, long epoch)
    implements Serializable {
  /** Rows are merged into a table. */
  public static final String MERGE = "merge";

  /** A table is rid of duplicates. */
  public static final String DEDUP = "dedup";

  public MergeToken {
    if (pipeline.isBlank()) {
      throw new IllegalArgumentException("A pipeline needs a name: its runs are known by it.");
    }
    if (epoch <= 0) {
      throw new IllegalArgumentException("An epoch must be positive, but is " + epoch + ".");
    }
  }

  /** The run of a batch. */
  public static MergeToken ofBatch(String pipeline, long epoch) {
    return new MergeToken(pipeline, MERGE, "", epoch);
  }

  @Override
  public String toString() {
    return pipeline
        + ", "
        + action
        + (window.isEmpty() ? "" : " of " + window)
        + ", epoch "
        + epoch;
  }
}
