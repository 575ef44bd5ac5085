package io.refrain.jdbc.sqlite;

import io.refrain.jdbc.dialect.SqlStates;
import java.sql.SQLException;

/**
 * What SQLite's result codes are in the standard's SQLSTATE, which the driver does not give.
 *
 * <p>Source: the manual's "Result and Error Codes". The driver has the primary code as its vendor
 * code, and the extended one in its message.
 */
final class SqliteErrors {
  private static final int SQLITE_BUSY = 5;
  private static final int SQLITE_LOCKED = 6;
  private static final int SQLITE_INTERRUPT = 9;
  private static final int SQLITE_PROTOCOL = 15;
  private static final int SQLITE_SCHEMA = 17;
  private static final int SQLITE_TOOBIG = 18;
  private static final int SQLITE_CONSTRAINT = 19;
  private static final int SQLITE_MISMATCH = 20;

  private static final String NOTNULL = "[SQLITE_CONSTRAINT_NOTNULL]";
  private static final String UNIQUE = "[SQLITE_CONSTRAINT_UNIQUE]";
  private static final String PRIMARYKEY = "[SQLITE_CONSTRAINT_PRIMARYKEY]";

  private SqliteErrors() {}

  static String sqlState(SQLException e) {
    return switch (e.getErrorCode()) {
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL, SQLITE_SCHEMA ->
          SqlStates.SERIALIZATION_FAILURE;
      case SQLITE_INTERRUPT -> SqlStates.TIMEOUT_EXPIRED;
      case SQLITE_TOOBIG, SQLITE_MISMATCH -> SqlStates.DATA_EXCEPTION;
      case SQLITE_CONSTRAINT -> constraint(String.valueOf(e.getMessage()));
      default -> e.getSQLState();
    };
  }

  private static String constraint(String message) {
    if (message.startsWith(NOTNULL)) {
      return SqlStates.NOT_NULL_VIOLATION;
    }
    return message.startsWith(UNIQUE) || message.startsWith(PRIMARYKEY)
        ? SqlStates.UNIQUE_VIOLATION
        : SqlStates.INTEGRITY_CONSTRAINT_VIOLATION;
  }
}
