package io.refrain.jdbc.staging;

import io.refrain.jdbc.Connections;
import io.refrain.jdbc.Retries;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.JdbcDialect;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs transactions: commits what went well, takes back what did not, tries again what may pass.
 */
public final class Transactions {
  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  /** A statement that took too long will do so again: not as often as one that lost a race. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final JdbcDialect dialect;
  private final Connections connections;
  private final Retries retries;

  public Transactions(JdbcDialect dialect, Connections connections, Retries retries) {
    this.dialect = dialect;
    this.connections = connections;
    this.retries = retries;
  }

  /** The answer to a commit was lost: it is in effect, or it is not. */
  public static final class LostAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    LostAnswerException(SQLException cause) {
      super("The answer to a commit was lost: " + cause.getMessage(), cause);
    }
  }

  /**
   * Runs work, and again if it failed with what may pass, as long as it cannot be in effect.
   *
   * @throws SQLException if it is not in effect, and trying again was of no use
   * @throws LostAnswerException if nobody knows
   */
  public <T> T run(Work<T> work) throws SQLException, IOException {
    SQLException earlier = null;
    long start = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      try {
        return once(work);
      } catch (SQLException e) {
        if (earlier != null) {
          e.addSuppressed(earlier);
        }
        boolean tooLate = System.nanoTime() - start > PATIENCE.toNanos();
        if (fault(e) != Fault.TRANSIENT || attempt == retries.attempts() || tooLate) {
          throw e;
        }
        earlier = e;
        pause(attempt);
      }
    }
  }

  /**
   * As {@link #run}, for work that may be in effect twice: it is done again also if its answer is
   * lost.
   */
  public <T> T repeat(Work<T> work) throws SQLException, IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return run(work);
      } catch (LostAnswerException e) {
        if (attempt == retries.attempts()) {
          throw e;
        }
        pause(attempt);
      }
    }
  }

  /** Runs work once. */
  public <T> T once(Work<T> work) throws SQLException, IOException {
    Connection connection = connections.borrow();
    boolean sound = false;
    try {
      T result = work.run(connection);
      commit(connection);
      sound = true;
      return result;
    } finally {
      giveBack(connection, sound);
    }
  }

  private void commit(Connection connection) throws SQLException, IOException {
    try {
      connection.commit();
    } catch (SQLException e) {
      if (fault(e) == Fault.ROW) {
        // A violated constraint that was put off: the database did answer.
        throw e;
      }
      throw new LostAnswerException(e);
    }
  }

  private void giveBack(Connection connection, boolean sound) {
    try {
      if (!sound) {
        rollback(connection);
      }
      connection.close();
    } catch (SQLException e) {
      LOG.debug("A connection could not be given back", e);
    }
  }

  private void rollback(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.debug("A transaction could not be rolled back: its connection is given up", e);
      connections.discard(connection);
    }
  }

  public void pause(int attempt) throws IOException {
    try {
      retries.waitAfter(attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to try again");
    }
  }

  public int attempts() {
    return retries.attempts();
  }

  public Fault fault(SQLException e) {
    return dialect.fault(e);
  }
}
