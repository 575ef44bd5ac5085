package io.refrain.core.commit;

import io.refrain.core.Receipt;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;

/** How a commit ended. */
public sealed interface CommitOutcome {

  /** The run is in effect. */
  record Committed(Receipt receipt) implements CommitOutcome {}

  /** The run was in effect before; nothing was changed. Carries the first receipt. */
  record AlreadyCommitted(Receipt receipt) implements CommitOutcome {}

  /** A newer run committed an overlapping scope. Nothing was changed. Never retry this run. */
  record Superseded(String message) implements CommitOutcome {}

  /** A foreign writer changed the scope. Nothing was changed. Run again after looking. */
  record Conflict(String message) implements CommitOutcome {}

  /** The caller's own rules forbid it: too few rows, another owner. Nothing was changed. */
  record Refused(String message) implements CommitOutcome {}

  /** The store could not be asked. Perhaps in effect, perhaps not; the same run may try again. */
  record Unknown(String message, Exception cause) implements CommitOutcome {}

  /**
   * The receipt of a run that is in effect.
   *
   * @throws RefrainException if it is not
   */
  default Receipt receiptOrThrow() {
    if (this instanceof Committed done) {
      return done.receipt();
    } else if (this instanceof AlreadyCommitted done) {
      return done.receipt();
    } else if (this instanceof Superseded it) {
      throw new RefrainException(Kind.SUPERSEDED, it.message());
    } else if (this instanceof Conflict it) {
      throw new RefrainException(Kind.CONFLICT, it.message());
    } else if (this instanceof Refused it) {
      throw new RefrainException(Kind.REFUSED, it.message());
    }
    Unknown unknown = (Unknown) this;
    throw new RefrainException(Kind.UNKNOWN, unknown.message(), unknown.cause());
  }
}
