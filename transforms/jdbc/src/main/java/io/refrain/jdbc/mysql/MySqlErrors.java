package io.refrain.jdbc.mysql;

import io.refrain.core.RejectedRow;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.SqlStates;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Error numbers by the names of the manuals.
 *
 * <p>Sources: MySQL Reference Manual, "Server Error Message Reference" and "Client Error Message
 * Reference"; MariaDB Knowledge Base, "MariaDB Error Code Reference".
 */
final class MySqlErrors {
  static final int ER_NOT_ALLOWED_COMMAND = 1148;
  static final int ER_CLIENT_LOCAL_FILES_DISABLED = 3948;

  /** MariaDB. */
  static final int ER_LOAD_INFILE_CAPABILITY_DISABLED = 4166;

  private static final int ER_CON_COUNT_ERROR = 1040;
  private static final int ER_UNKNOWN_COM_ERROR = 1047; // A Galera node that is not ready.
  private static final int ER_BAD_NULL_ERROR = 1048;
  private static final int ER_SERVER_SHUTDOWN = 1053;
  private static final int ER_DUP_ENTRY = 1062;
  private static final int ER_LOCK_WAIT_TIMEOUT = 1205;
  private static final int ER_LOCK_DEADLOCK = 1213;
  private static final int ER_NO_REFERENCED_ROW = 1216;
  private static final int ER_ROW_IS_REFERENCED = 1217;
  private static final int ER_WARN_NULL_TO_NOTNULL = 1263;
  private static final int ER_WARN_DATA_OUT_OF_RANGE = 1264;
  private static final int WARN_DATA_TRUNCATED = 1265;
  private static final int ER_TRUNCATED_WRONG_VALUE = 1292;
  private static final int ER_INVALID_CHARACTER_STRING = 1300;
  private static final int ER_QUERY_INTERRUPTED = 1317;
  private static final int ER_NO_DEFAULT_FOR_FIELD = 1364;
  private static final int ER_TRUNCATED_WRONG_VALUE_FOR_FIELD = 1366;
  private static final int ER_VIEW_CHECK_FAILED = 1369;
  private static final int ER_DATA_TOO_LONG = 1406;
  private static final int ER_TABLE_DEF_CHANGED = 1412;
  private static final int ER_ROW_IS_REFERENCED_2 = 1451;
  private static final int ER_NO_REFERENCED_ROW_2 = 1452;
  private static final int ER_NO_PARTITION_FOR_GIVEN_VALUE = 1526;
  private static final int ER_DUP_ENTRY_WITH_KEY_NAME = 1586;
  private static final int ER_XA_RBDEADLOCK = 1614;
  private static final int ER_SIGNAL_EXCEPTION = 1644;
  private static final int ER_LOCK_ABORTED = 1689;
  private static final int ER_CONNECTION_KILLED = 1927; // MariaDB.
  private static final int ER_STATEMENT_TIMEOUT = 1969; // MariaDB.
  private static final int CR_CONNECTION_ERROR = 2002;
  private static final int CR_CONN_HOST_ERROR = 2003;
  private static final int CR_SERVER_GONE_ERROR = 2006;
  private static final int CR_SERVER_LOST = 2013;
  private static final int ER_QUERY_TIMEOUT = 3024;
  private static final int ER_TRANSACTION_ROLLBACK_DURING_COMMIT = 3101;
  private static final int ER_CHECK_CONSTRAINT_VIOLATED = 3819;
  private static final int ER_CONSTRAINT_FAILED = 4025; // MariaDB.
  private static final int ER_CLIENT_INTERACTION_TIMEOUT = 4031;

  private static final Set<Integer> TRANSIENT =
      Set.of(
          ER_CON_COUNT_ERROR,
          ER_UNKNOWN_COM_ERROR,
          ER_SERVER_SHUTDOWN,
          ER_LOCK_WAIT_TIMEOUT,
          ER_LOCK_DEADLOCK,
          ER_QUERY_INTERRUPTED,
          ER_TABLE_DEF_CHANGED,
          ER_XA_RBDEADLOCK,
          ER_LOCK_ABORTED,
          ER_CONNECTION_KILLED,
          ER_STATEMENT_TIMEOUT,
          CR_CONNECTION_ERROR,
          CR_CONN_HOST_ERROR,
          CR_SERVER_GONE_ERROR,
          CR_SERVER_LOST,
          ER_QUERY_TIMEOUT,
          ER_TRANSACTION_ROLLBACK_DURING_COMMIT,
          ER_CLIENT_INTERACTION_TIMEOUT);

  private static final Set<Integer> NULL = Set.of(ER_BAD_NULL_ERROR, ER_WARN_NULL_TO_NOTNULL);

  private static final Set<Integer> UNFIT =
      Set.of(
          ER_WARN_DATA_OUT_OF_RANGE,
          WARN_DATA_TRUNCATED,
          ER_TRUNCATED_WRONG_VALUE,
          ER_INVALID_CHARACTER_STRING,
          ER_TRUNCATED_WRONG_VALUE_FOR_FIELD,
          ER_DATA_TOO_LONG);

  private static final Set<Integer> CONSTRAINT =
      Set.of(
          ER_DUP_ENTRY,
          ER_NO_REFERENCED_ROW,
          ER_ROW_IS_REFERENCED,
          ER_NO_DEFAULT_FOR_FIELD,
          ER_VIEW_CHECK_FAILED,
          ER_ROW_IS_REFERENCED_2,
          ER_NO_REFERENCED_ROW_2,
          ER_NO_PARTITION_FOR_GIVEN_VALUE,
          ER_DUP_ENTRY_WITH_KEY_NAME,
          ER_SIGNAL_EXCEPTION,
          ER_CHECK_CONSTRAINT_VIOLATED,
          ER_CONSTRAINT_FAILED);

  /** The standard's unhandled user-defined exception, by which a trigger refuses a row. */
  private static final String SIGNAL = "45000";

  private static final Pattern COLUMN_OF_A_VALUE =
      Pattern.compile("for column (?:`[^`]*`\\.`[^`]*`\\.)?[`'](.+)[`'] at row \\d+$");
  private static final Pattern COLUMN_OF_A_NULL =
      Pattern.compile("(?:Column|Field) '(.+)' (?:cannot be null|doesn't have a default value)$");
  private static final Pattern COLUMN_SET =
      Pattern.compile("NULL supplied to NOT NULL column '(.+)' at row \\d+$");
  private static final Pattern INDEX = Pattern.compile("for key '(.+)'$");
  private static final Pattern NAMED = Pattern.compile("CONSTRAINT `([^`]+)`");
  private static final Pattern CHECK = Pattern.compile("Check constraint '(.+)' is violated");

  private MySqlErrors() {}

  static Fault fault(String sqlState, int code) {
    if (TRANSIENT.contains(code)) {
      return Fault.TRANSIENT;
    }
    if (isOfARow(code) || SIGNAL.equals(sqlState)) {
      return Fault.ROW;
    }
    return SqlStates.fault(sqlState);
  }

  private static boolean isOfARow(int code) {
    return NULL.contains(code) || UNFIT.contains(code) || CONSTRAINT.contains(code);
  }

  static RejectedRow.Code rejection(String sqlState, int code) {
    if (NULL.contains(code)) {
      return RejectedRow.Code.NULL_VALUE;
    }
    return UNFIT.contains(code) ? RejectedRow.Code.UNFIT_VALUE : SqlStates.rejection(sqlState);
  }

  static Optional<String> columnIn(String message) {
    return first(message, COLUMN_OF_A_VALUE, COLUMN_OF_A_NULL, COLUMN_SET);
  }

  static Optional<String> constraintIn(String message) {
    return first(message, INDEX, NAMED, CHECK);
  }

  private static Optional<String> first(String message, Pattern... patterns) {
    for (Pattern pattern : patterns) {
      Matcher matcher = pattern.matcher(message == null ? "" : message.strip());
      if (matcher.find()) {
        return Optional.of(matcher.group(1));
      }
    }
    return Optional.empty();
  }
}
