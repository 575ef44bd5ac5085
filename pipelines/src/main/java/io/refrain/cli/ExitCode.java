package io.refrain.cli;

import io.refrain.core.RefrainException;

/** How a command ends, as the shell sees it. */
final class ExitCode {
  /** Done, or done before: nothing is left to do. */
  static final int DONE = 0;

  /** It failed for a reason of the environment: a store or file that cannot be reached, a fault. */
  static final int FAILURE = 1;

  /** The command, its input or its target is not as it should be. Nothing was changed. */
  static final int USAGE = 2;

  /** More rows were rejected than allowed. A replace changed nothing. */
  static final int REJECTED_ROWS = 3;

  /** A newer run, another owner or a foreign writer is in the way. Nothing was changed. */
  static final int CONFLICT = 4;

  /** What was verified is not idempotent. Only a throw-away copy was changed. */
  static final int DIFFERENT = 5;

  static final String[] DESCRIPTIONS = {
    "0:Done, or already committed by an earlier run.",
    "1:Failed: a store or file could not be reached. The message says whether anything changed.",
    "2:Bad usage: the command, its input or its target. Nothing was changed.",
    "3:More rows were rejected than allowed.",
    "4:Conflict, superseded or refused: another run or writer is in the way. Nothing was changed."
  };

  private ExitCode() {}

  static int of(RefrainException.Kind kind) {
    return switch (kind) {
      case REJECTED_ROWS -> REJECTED_ROWS;
      case SUPERSEDED, CONFLICT, REFUSED -> CONFLICT;
      case UNKNOWN -> FAILURE;
    };
  }
}
