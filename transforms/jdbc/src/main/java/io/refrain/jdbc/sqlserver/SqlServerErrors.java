package io.refrain.jdbc.sqlserver;

import io.refrain.jdbc.dialect.SqlStates;
import java.sql.SQLException;

/**
 * What SQL Server's error numbers are in the standard's SQLSTATE; its driver's own states are
 * coarse.
 *
 * <p>Source: the manual's "Database Engine events and errors", and "Troubleshoot transient
 * connection errors in SQL Database".
 */
final class SqlServerErrors {
  /** The numbers of RAISERROR and THROW, by which a trigger refuses a row, begin here. */
  private static final int FIRST_USER_DEFINED = 50_000;

  private static final String QUERY_TIMED_OUT = "HY008";

  private SqlServerErrors() {}

  static String sqlState(SQLException e) {
    int number = e.getErrorCode();
    if (number >= FIRST_USER_DEFINED) {
      return SqlStates.INTEGRITY_CONSTRAINT_VIOLATION;
    }
    return switch (number) {
      // Violation of a constraint, cannot insert duplicate key row in a unique index.
      case 2627, 2601 -> SqlStates.UNIQUE_VIOLATION;
      // Cannot insert the value NULL.
      case 515 -> SqlStates.NOT_NULL_VIOLATION;
      // The statement conflicted with a check, reference or foreign key constraint.
      case 547 -> SqlStates.INTEGRITY_CONSTRAINT_VIOLATION;
      // The target view specifies WITH CHECK OPTION.
      case 550 -> SqlStates.WITH_CHECK_OPTION_VIOLATION;
      // String or binary data would be truncated; the same, with table and column.
      case 8152, 2628 -> SqlStates.STRING_DATA_RIGHT_TRUNCATION;
      // Arithmetic overflow: converting, for a data type, of int, of a numeric constant.
      case 8115, 220, 248, 1007 -> SqlStates.NUMERIC_VALUE_OUT_OF_RANGE;
      // Conversion failed or out of range: date, datetime, varchar, type, uniqueidentifier; a value
      // that is no valid instance of its type.
      case 241, 242, 245, 8114, 8169, 8023 -> SqlStates.DATA_EXCEPTION;
      // Deadlock victim; lock request time out; snapshot isolation update conflict; cannot continue
      // the scan with NOLOCK; the metadata changed under a snapshot.
      case 1205, 1222, 3960, 601, 3961 -> SqlStates.SERIALIZATION_FAILURE;
      // Azure: error processing the request, busy, database not available, failover, too many
      // operations, resource limits, not enough resources; network and login.
      case 40197,
          40501,
          40613,
          49918,
          49919,
          49920,
          10928,
          10929,
          4221,
          10053,
          10054,
          10060,
          233,
          64 ->
          SqlStates.CONNECTION_EXCEPTION;
      default ->
          QUERY_TIMED_OUT.equals(e.getSQLState()) ? SqlStates.TIMEOUT_EXPIRED : e.getSQLState();
    };
  }
}
