package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import java.io.Serializable;

/** How many rows may be rejected, and what is said once there are more. */
public final class RejectedLimit implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What became of the other rows, if too many were rejected before any was written. */
  static final String NOTHING = "Nothing was changed.";

  private static final String STORED =
      "The rows that were not rejected are stored; running the mended input again is safe.";

  private final long allowed;
  private final String target;
  private final String others;

  public RejectedLimit(long allowed, String target) {
    this(allowed, target, STORED);
  }

  private RejectedLimit(long allowed, String target, String others) {
    this.allowed = allowed;
    this.target = target;
    this.others = others;
  }

  /** The same limit where no row is written at all. */
  public RejectedLimit ofPlan() {
    return new RejectedLimit(allowed, target, NOTHING);
  }

  /** Whether so many rejected rows fail the run. */
  boolean isExceededBy(long rejected) {
    return rejected > allowed;
  }

  /**
   * Fails the run if too much was rejected, once all is written that can be.
   *
   * @throws RefrainException if more rows are rejected than allowed
   */
  void check(Rejected rejected) {
    check(rejected, isExceededBy(rejected.early()) ? NOTHING : others);
  }

  /**
   * Fails the run if too much was rejected.
   *
   * @throws RefrainException if more rows are rejected than allowed
   */
  void check(Rejected rejected, String consequence) {
    if (!isExceededBy(rejected.count())) {
      return;
    }
    String message =
        rejected.count()
            + (rejected.count() == 1 ? " row was" : " rows were")
            + " rejected on the way into "
            + target
            + ", "
            + (allowed == 0 ? "none" : "at most " + allowed)
            + " allowed. "
            + consequence
            + " Mend the input, or allow rejected rows and take them from the rejected output.";
    throw new RefrainException(Kind.REJECTED_ROWS, message, rejected.sample());
  }

  /**
   * Gives up, once there is enough to show, rather than try row after row of an input that fails
   * the run anyway.
   */
  void checkSoFar(Rejected rejected) {
    if (isEnough(rejected)) {
      boolean writing = !others.equals(NOTHING);
      check(
          rejected,
          (writing ? "Writing was given up here, so there may be more. " : "There may be more. ")
              + others);
    }
  }

  /** The same, where nothing has been written yet. */
  void checkBeforeCommit(Rejected rejected) {
    if (isEnough(rejected)) {
      check(rejected, "There may be more. " + NOTHING);
    }
  }

  private boolean isEnough(Rejected rejected) {
    return rejected.count() - Rejected.SHOWN >= allowed;
  }
}
