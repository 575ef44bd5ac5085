package io.refrain.pipelines.input;

import io.refrain.core.RejectedRow;

/** A JSON object or Avro record that is no row. Without a stack trace, as {@link Unfit}. */
final class RejectedValue extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final RejectedRow.Code code;
  private final String column;

  RejectedValue(RejectedRow.Code code, String column, String reason) {
    super(reason, null, false, false);
    this.code = code;
    this.column = column;
  }

  RejectedRow row(String text, long origin) {
    return new RejectedRow(code, column, getMessage(), text, origin);
  }
}
