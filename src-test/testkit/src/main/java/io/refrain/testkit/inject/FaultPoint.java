package io.refrain.testkit.inject;

/**
 * A place in a pipeline where a fault can happen.
 *
 * @param name what reports call it
 * @param kind what passes it
 */
public record FaultPoint(String name, Kind kind) implements Comparable<FaultPoint> {

  /** What passes a point. */
  public enum Kind {
    /** An element that is about to be written. */
    BEFORE_WRITE,
    /** A connection that is about to be opened. */
    OPEN,
    /** A call that takes effect: it can fail before it did, or after. */
    CALL,
    /** An element that was written. */
    AFTER_WRITE
  }

  /** Whether nothing has been written by an element or call that has come here. */
  public boolean isAheadOfTheWrite() {
    return kind != Kind.AFTER_WRITE;
  }

  @Override
  public int compareTo(FaultPoint other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : name.compareTo(other.name);
  }
}
