package io.refrain.core;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A run that did not come into effect, or whose effect is unknown, with the reason. The message
 * says what failed, why, what to do, and whether anything changed.
 */
public final class RefrainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why, and so what the caller may do. */
  public enum Kind {
    /** A newer run committed. Never retry this run. */
    SUPERSEDED,
    /** A foreign writer changed the scope. Look, then run again. */
    CONFLICT,
    /** The caller's own rules forbid it: too few rows, another owner. Change the call. */
    REFUSED,
    /** More rows were rejected than allowed. Mend the input, or allow them. */
    REJECTED_ROWS,
    /** The store could not be asked. Run again: the token settles it. */
    UNKNOWN
  }

  private final Kind kind;
  private final List<RejectedRow> rejected;

  public RefrainException(Kind kind, String message) {
    this(kind, message, (Throwable) null);
  }

  public RefrainException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.rejected = List.of();
  }

  /** More rows were rejected than allowed: the message goes on with those given, one per line. */
  public RefrainException(Kind kind, String message, List<RejectedRow> rejected) {
    super(
        rejected.stream()
            .map(row -> "\n  " + row + ": " + row.row())
            .collect(Collectors.joining("", message, "")));
    this.kind = kind;
    this.rejected = List.copyOf(rejected);
  }

  /** The first few rejected rows, where {@link Kind#REJECTED_ROWS} is why. */
  public List<RejectedRow> rejected() {
    return rejected;
  }

  public Kind kind() {
    return kind;
  }
}
