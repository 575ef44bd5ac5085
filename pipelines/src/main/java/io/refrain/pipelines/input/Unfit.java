package io.refrain.pipelines.input;

/**
 * A text that is no value of its column's type. Caught where the row and the column are known.
 *
 * <p>It has no stack trace: a delivery may have a million of such rows, and the trace tells
 * nothing.
 */
final class Unfit extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param problem what is wrong, to follow the value in a sentence: {@code is no DATE}
   */
  Unfit(String problem) {
    super(problem, null, false, false);
  }
}
