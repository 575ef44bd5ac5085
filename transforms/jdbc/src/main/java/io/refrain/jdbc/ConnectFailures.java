package io.refrain.jdbc;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.jdbc.dialect.SqlStates;
import java.sql.SQLException;

/** Says in a person's words why a database could not be reached. */
final class ConnectFailures {
  /** H2's own: WRONG_USER_OR_PASSWORD has the standard's class; DATABASE_NOT_FOUND_2 does not. */
  private static final String NO_SUCH_CATALOG = "3D000";

  private ConnectFailures() {}

  static RefrainException explain(JdbcConnection target, Throwable cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage().strip();
    String state =
        cause instanceof SQLException e && e.getSQLState() != null ? e.getSQLState() : "";
    String what = "Cannot connect to " + target.name() + ": " + message.replaceFirst("[.]+$", "");
    if (isNoDriver(cause)) {
      return refused(
          "Cannot connect to "
              + target.name()
              + ": no JDBC driver on the class path accepts this URL. Add the driver of the database"
              + " to the job's dependencies.",
          cause);
    }
    if (state.startsWith(SqlStates.INVALID_AUTHORIZATION)) {
      return refused(
          what
              + ". The user"
              + (target.user() == null ? "" : " " + target.user())
              + " was not let in: check the name and the password"
              + (target.password() == null
                  ? " (none was given: passwordFromEnv, passwordFromFile)"
                  : " " + target.password())
              + ".",
          cause);
    }
    if (state.equals(NO_SUCH_CATALOG)) {
      return refused(what + ". Create the database, or mend the URL.", cause);
    }
    return new RefrainException(
        Kind.UNKNOWN,
        what
            + ". Check host and port, that the server runs, and that a firewall lets this machine"
            + " through. Nothing was changed.",
        cause);
  }

  private static boolean isNoDriver(Throwable cause) {
    for (Throwable e = cause; e != null; e = e.getCause()) {
      String message = e.getMessage();
      if (message != null
          && (message.contains("No suitable driver")
              || message.contains("Failed to get driver instance"))) {
        return true;
      }
    }
    return false;
  }

  private static RefrainException refused(String message, Throwable cause) {
    return new RefrainException(Kind.REFUSED, message + " Nothing was changed.", cause);
  }
}
