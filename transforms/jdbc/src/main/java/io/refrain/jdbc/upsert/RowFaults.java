package io.refrain.jdbc.upsert;

import io.refrain.core.RejectedRow.Code;
import io.refrain.jdbc.dialect.SqlStates;

/** Which code a row gets that the database refused. */
final class RowFaults {
  private RowFaults() {}

  static Code code(String sqlState) {
    if (SqlStates.NOT_NULL_VIOLATION.equals(sqlState)) {
      return Code.NULL_VALUE;
    }
    return sqlState != null && sqlState.startsWith(SqlStates.DATA_EXCEPTION)
        ? Code.UNFIT_VALUE
        : Code.CONSTRAINT;
  }
}
