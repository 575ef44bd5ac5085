package io.refrain.jdbc.upsert;

import io.refrain.core.RejectedRow.Code;
import io.refrain.jdbc.dialect.SqlStates;

/** Which code a row gets that the database refused. */
final class RowFaults {
  /** From the standard and the manuals of PostgreSQL and H2: not null violation. */
  private static final String NOT_NULL_VIOLATION = "23502";

  private RowFaults() {}

  static Code code(String sqlState) {
    if (NOT_NULL_VIOLATION.equals(sqlState)) {
      return Code.NULL_VALUE;
    }
    return sqlState != null && sqlState.startsWith(SqlStates.DATA_EXCEPTION)
        ? Code.UNFIT_VALUE
        : Code.CONSTRAINT;
  }
}
