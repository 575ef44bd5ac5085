package io.refrain.jdbc.duckdb;

import io.refrain.jdbc.dialect.SqlStates;
import java.sql.SQLException;

/**
 * What DuckDB's errors are in the standard's SQLSTATE: the driver gives neither state nor code,
 * only the kind of error at the beginning of its message.
 *
 * <p>Source: the names of the kinds in DuckDB's {@code ExceptionType}, and its manual's
 * "Concurrency".
 */
final class DuckDbErrors {
  private static final String TRANSACTION = "TransactionContext Error: ";
  private static final String INTERRUPT = "INTERRUPT Error: ";
  private static final String CONVERSION = "Conversion Error: ";
  private static final String OUT_OF_RANGE = "Out of Range Error: ";
  private static final String CONSTRAINT = "Constraint Error: ";
  private static final String NOT_NULL = "NOT NULL constraint failed";
  private static final String DUPLICATE = "Duplicate key ";
  private static final String DUPLICATE_APPENDED = "constraint violation: duplicate key ";

  private DuckDbErrors() {}

  static String sqlState(SQLException e) {
    String message = String.valueOf(e.getMessage());
    if (e.getSQLState() != null) {
      return e.getSQLState();
    }
    if (message.contains(TRANSACTION)) {
      // Writers do not wait for each other: whoever comes second is undone, at the latest when it
      // commits.
      return SqlStates.SERIALIZATION_FAILURE;
    }
    if (message.contains(INTERRUPT)) {
      return SqlStates.TIMEOUT_EXPIRED;
    }
    // The appender leaves the kind out.
    if (message.contains(NOT_NULL)) {
      return SqlStates.NOT_NULL_VIOLATION;
    }
    if (message.contains(DUPLICATE) || message.contains(DUPLICATE_APPENDED)) {
      return SqlStates.UNIQUE_VIOLATION;
    }
    if (message.contains(CONSTRAINT) || message.contains("CHECK constraint failed")) {
      return SqlStates.INTEGRITY_CONSTRAINT_VIOLATION;
    }
    return message.contains(CONVERSION) || message.contains(OUT_OF_RANGE)
        ? SqlStates.DATA_EXCEPTION
        : null;
  }
}
