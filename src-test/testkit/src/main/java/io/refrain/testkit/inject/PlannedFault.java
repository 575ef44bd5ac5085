package io.refrain.testkit.inject;

/**
 * A fault that is to happen once.
 *
 * @param point where
 * @param arrival at the how manieth arrival there, from 1
 * @param moment before or after what arrives there took effect
 * @param isCrash whether the run is dead from then on; else only this once something fails
 */
public record PlannedFault(FaultPoint point, int arrival, Moment moment, boolean isCrash) {

  /** When, seen from the effect of a call. */
  public enum Moment {
    /** Nothing of the call took effect. */
    BEFORE,
    /** The call took effect, and its answer is lost. */
    AFTER
  }

  public PlannedFault {
    if (arrival < 1) {
      throw new IllegalArgumentException("Arrivals are counted from 1, not " + arrival + ".");
    }
  }

  /** For example {@code after call 3 of 'commit' took effect}. */
  @Override
  public String toString() {
    String what =
        switch (point.kind()) {
          case BEFORE_WRITE, AFTER_WRITE -> "element " + arrival + " at '" + point.name() + "'";
          case OPEN, CALL -> "call " + arrival + " of '" + point.name() + "'";
        };
    if (point.kind() != FaultPoint.Kind.CALL) {
      return "at " + what;
    }
    return moment == Moment.BEFORE
        ? "before " + what + " took effect"
        : "after " + what + " took effect, its answer lost";
  }
}
