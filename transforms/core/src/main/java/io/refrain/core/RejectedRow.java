package io.refrain.core;

import java.io.Serializable;
import java.util.Locale;

/**
 * A row that does not fit, with the reason. A transient fault never makes one.
 *
 * @param code what is wrong, stable across releases
 * @param column the column at fault; empty if it is the row as a whole
 * @param reason what is wrong, for a person, with the value
 * @param row the row as text, as far as it could be read
 * @param origin where the row stood, as the reader of the input numbers it; 0 if unknown
 */
public record RejectedRow(Code code, String column, String reason, String row, long origin)
    implements Serializable {

  /** What is wrong with a row. */
  public enum Code {
    /** The row could not be read at all. */
    MALFORMED_ROW,
    /** A value is not of its column's type, or its column cannot hold it exactly. */
    UNFIT_VALUE,
    NULL_KEY,
    NULL_VERSION,
    /** A null, or nothing, in a column that does not take it. */
    NULL_VALUE,
    /** The row lies outside the declared scope. */
    OUT_OF_SCOPE,
    /** A partition value that the store cannot tell from another one. */
    PARTITION_VALUE,
    /** A constraint of the target refused the row. */
    CONSTRAINT;

    /** The name in files and messages: {@code null_key}. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String toString() {
    return code.key() + (column.isEmpty() ? "" : " in " + column) + ": " + reason;
  }
}
