package io.refrain.jdbc.dialect;

import io.refrain.core.RejectedRow;

/**
 * SQLSTATE values by the names their standard gives them.
 *
 * <p>Source: ISO/IEC 9075-2, "Status codes"; those marked with a product's name are from its
 * manual's list of error codes.
 */
public final class SqlStates {
  /** Class: connection exception. */
  public static final String CONNECTION_EXCEPTION = "08";

  /** Class: feature not supported. */
  public static final String FEATURE_NOT_SUPPORTED = "0A";

  /** Class: data exception. */
  public static final String DATA_EXCEPTION = "22";

  /** Class: integrity constraint violation. */
  public static final String INTEGRITY_CONSTRAINT_VIOLATION = "23";

  /** Subclass of it, as PostgreSQL and H2 have it: not null violation. */
  public static final String NOT_NULL_VIOLATION = "23502";

  /** The same: unique violation. */
  public static final String UNIQUE_VIOLATION = "23505";

  /** Subclass of data exception: string data, right truncation. */
  public static final String STRING_DATA_RIGHT_TRUNCATION = "22001";

  /** Subclass of data exception: numeric value out of range. */
  public static final String NUMERIC_VALUE_OUT_OF_RANGE = "22003";

  /** Subclass of transaction rollback: serialization failure. */
  public static final String SERIALIZATION_FAILURE = "40001";

  /** Class: invalid authorization specification. */
  public static final String INVALID_AUTHORIZATION = "28";

  /** Class: transaction rollback; serialization failures and deadlocks are its subclasses. */
  public static final String TRANSACTION_ROLLBACK = "40";

  /** Subclass: integrity constraint violation, found by a deferred check. */
  public static final String ROLLBACK_INTEGRITY_CONSTRAINT = "40002";

  /** Subclass: statement completion unknown. */
  public static final String STATEMENT_COMPLETION_UNKNOWN = "40003";

  /** Class: with check option violation. */
  public static final String WITH_CHECK_OPTION_VIOLATION = "44";

  /** ODBC and JDBC: timeout expired. */
  public static final String TIMEOUT_EXPIRED = "HYT";

  private SqlStates() {}

  /** What a state of the standard means. */
  public static Fault fault(String state) {
    if (state == null) {
      return Fault.FATAL;
    }
    if (state.startsWith(DATA_EXCEPTION)
        || state.startsWith(INTEGRITY_CONSTRAINT_VIOLATION)
        || state.startsWith(WITH_CHECK_OPTION_VIOLATION)
        || state.equals(ROLLBACK_INTEGRITY_CONSTRAINT)) {
      return Fault.ROW;
    }
    return state.startsWith(CONNECTION_EXCEPTION)
            || state.startsWith(TRANSACTION_ROLLBACK)
            || state.startsWith(TIMEOUT_EXPIRED)
        ? Fault.TRANSIENT
        : Fault.FATAL;
  }

  /** Which code a row gets that is at fault. */
  public static RejectedRow.Code rejection(String state) {
    if (NOT_NULL_VIOLATION.equals(state)) {
      return RejectedRow.Code.NULL_VALUE;
    }
    return state != null && state.startsWith(DATA_EXCEPTION)
        ? RejectedRow.Code.UNFIT_VALUE
        : RejectedRow.Code.CONSTRAINT;
  }
}
