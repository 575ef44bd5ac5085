package io.refrain.jdbc.oracle;

import io.refrain.jdbc.dialect.SqlStates;
import java.sql.SQLException;

/**
 * What Oracle's error numbers are in the standard's SQLSTATE; its driver's own states are coarse.
 *
 * <p>Source: the manuals "Database Error Messages" (ORA) and "JDBC Error Messages" (17000 and up).
 */
final class OracleErrors {
  /** The numbers of RAISE_APPLICATION_ERROR, by which a trigger refuses a row. */
  private static final int FIRST_USER_DEFINED = 20_000;

  private static final int LAST_USER_DEFINED = 20_999;

  private OracleErrors() {}

  static String sqlState(SQLException e) {
    int number = e.getErrorCode();
    if (number >= FIRST_USER_DEFINED && number <= LAST_USER_DEFINED) {
      return SqlStates.INTEGRITY_CONSTRAINT_VIOLATION;
    }
    return switch (number) {
      // ORA-00001: unique constraint violated.
      case 1 -> SqlStates.UNIQUE_VIOLATION;
      // ORA-01400: cannot insert NULL. ORA-01407: cannot update to NULL.
      case 1400, 1407 -> SqlStates.NOT_NULL_VIOLATION;
      // ORA-02290: check constraint. ORA-02291: parent key not found. ORA-02292: child record
      // found.
      // ORA-02091: transaction rolled back, by a deferred constraint.
      case 2290, 2291, 2292, 2091 -> SqlStates.INTEGRITY_CONSTRAINT_VIOLATION;
      // ORA-01402: view WITH CHECK OPTION where-clause violation.
      case 1402 -> SqlStates.WITH_CHECK_OPTION_VIOLATION;
      // ORA-12899: value too large for column. ORA-01461: a LONG value for a column of another
      // type.
      case 12899, 1461 -> SqlStates.STRING_DATA_RIGHT_TRUNCATION;
      // ORA-01438: larger than specified precision. ORA-01426: numeric overflow.
      case 1438, 1426 -> SqlStates.NUMERIC_VALUE_OUT_OF_RANGE;
      // ORA-01722: invalid number. ORA-01841, 01843, 01847, 01858: no date. ORA-01465: invalid hex.
      case 1722, 1841, 1843, 1847, 1858, 1465 -> SqlStates.DATA_EXCEPTION;
      // ORA-00060: deadlock. ORA-08177: can't serialize access. ORA-00054: resource busy.
      // ORA-30006: resource busy, WAIT timeout expired. ORA-01555: snapshot too old.
      case 60, 8177, 54, 30006, 1555 -> SqlStates.SERIALIZATION_FAILURE;
      // ORA-01013: user requested cancel, by a timeout of the statement.
      case 1013 -> SqlStates.TIMEOUT_EXPIRED;
      // ORA-03113: end-of-file on communication channel. ORA-03114: not connected. ORA-03135:
      // connection lost contact. ORA-00028: session killed. ORA-01033, 01034, 01089, 01090, 12514,
      // 12528, 12541: starting, not available, shutting down, unknown to or no listener. ORA-25408:
      // can not safely replay call. 17002: I/O error. 17008, 17410: closed, no more data.
      case 3113,
          3114,
          3135,
          28,
          1033,
          1034,
          1089,
          1090,
          12514,
          12528,
          12541,
          25408,
          17002,
          17008,
          17410 ->
          SqlStates.CONNECTION_EXCEPTION;
      default -> e.getSQLState();
    };
  }
}
