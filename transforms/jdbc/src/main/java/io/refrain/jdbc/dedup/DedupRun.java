package io.refrain.jdbc.dedup;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.Retries;
import io.refrain.jdbc.dedup.Removal.LostRaceException;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.JdbcDialect;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;

/**
 * Attempts until one is in effect, or until it is clear that none will be.
 *
 * <p>If the answer to a commit is lost, the table tells: an attempt that finds no duplicates any
 * more takes the lost commit's receipt for its own.
 */
final class DedupRun {
  private final JdbcDialect dialect;
  private final DedupSpec spec;
  private final Connections connections;
  private final Retries retries;
  private DedupReceipt unanswered;

  DedupRun(JdbcDialect dialect, DedupSpec spec, Connections connections, Retries retries) {
    this.dialect = dialect;
    this.spec = spec;
    this.connections = connections;
    this.retries = retries;
  }

  DedupReceipt run(boolean plan) throws InterruptedException {
    Exception earlier = null;
    for (int attempt = 1; ; attempt++) {
      Exception failure;
      try {
        return attempt(plan);
      } catch (LostRaceException e) {
        failure = e;
      } catch (SQLException e) {
        failure = e;
        if (fault(e) != Fault.TRANSIENT) {
          throw failed(Kind.REFUSED, e, earlier);
        }
      } catch (IOException e) {
        throw failed(Kind.UNKNOWN, e, earlier);
      }
      if (earlier != null) {
        failure.addSuppressed(earlier);
      }
      earlier = failure;
      if (attempt >= retries.attempts()) {
        throw failed(
            failure instanceof LostRaceException ? Kind.CONFLICT : Kind.UNKNOWN, failure, null);
      }
      retries.waitAfter(attempt);
    }
  }

  private DedupReceipt attempt(boolean plan) throws SQLException, IOException, LostRaceException {
    Connection connection = connections.borrow();
    boolean sound = false;
    try (connection) {
      DedupTransaction transaction = new DedupTransaction(dialect, spec);
      if (plan) {
        DedupReceipt receipt = transaction.plan(connection);
        connection.rollback();
        sound = true;
        return receipt;
      }
      DedupReceipt receipt = transaction.remove(connection);
      if (receipt.keys() == 0) {
        connection.rollback();
        sound = true;
        return unanswered == null ? receipt : unanswered;
      }
      unanswered = receipt;
      commit(connection);
      sound = true;
      return receipt;
    } finally {
      if (!sound) {
        connections.discard(connection);
      }
    }
  }

  private void commit(Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      if (fault(e) == Fault.ROW) {
        // A constraint that is checked late: the database took everything back.
        unanswered = null;
      }
      throw e;
    }
  }

  private Fault fault(SQLException e) {
    Fault fault = dialect.fault(e);
    boolean mayPass = e instanceof SQLTransientException || e instanceof SQLRecoverableException;
    return fault == Fault.FATAL && mayPass ? Fault.TRANSIENT : fault;
  }

  private RefrainException failed(Kind kind, Exception cause, Exception earlier) {
    if (earlier != null) {
      cause.addSuppressed(earlier);
    }
    String what =
        "Cannot remove duplicates from "
            + spec.target()
            + ": "
            + String.valueOf(cause.getMessage()).strip()
            + ". ";
    if (unanswered != null) {
      return new RefrainException(
          Kind.UNKNOWN,
          what
              + "Whether the transaction came into effect is not known: "
              + unanswered.deleted()
              + " rows went, or none. Run again: it removes what is left.",
          cause);
    }
    return new RefrainException(
        kind,
        what
            + "Nothing was changed. "
            + switch (kind) {
              case CONFLICT ->
                  "Somebody else keeps writing the same rows: run again when they are done.";
              case REFUSED -> "Mend the cause and run again.";
              default -> "Run again.";
            },
        cause);
  }
}
