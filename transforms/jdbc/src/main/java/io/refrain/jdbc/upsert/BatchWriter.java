package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.Retries;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.SqlStates;
import io.refrain.jdbc.upsert.BatchTransaction.Insertion;
import io.refrain.jdbc.upsert.BatchTransaction.LostRaceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes a batch to its end: tries again what may pass, halves a batch that holds a bad row until
 * the row stands alone.
 *
 * <p>A connection that is lost during the commit leaves open whether the batch is in effect. It is
 * written again: as each attempt reads first, rows that did get in are then found unchanged.
 */
final class BatchWriter {
  private final Faults faults;
  private final Connections connections;
  private final Attempt transaction;
  private final Retries retries;
  private final String target;
  private boolean loads = true;

  /** One attempt to write a batch in one transaction. */
  interface Attempt {
    /** Whether the batch may be inserted by a loader; see {@link Insertion#LOADED}. */
    boolean canLoad(Batch batch);

    /** Whether it may change anything at all. */
    default boolean stores() {
      return true;
    }

    /**
     * Runs the transaction. The connection has no transaction open before and after.
     *
     * @return the decision on each row
     * @throws SQLException if the database refused
     * @throws LostRaceException if it has to be decided anew
     */
    List<UpsertDecision> run(Connection connection, Batch batch, Insertion insertion)
        throws SQLException, LostRaceException;
  }

  /** Learns what became of each row. */
  interface Outcome {
    void decided(Batch batch, List<UpsertDecision> decisions);

    void rejected(byte[] row, long tag, SQLException reason);
  }

  BatchWriter(
      JdbcDialect dialect,
      Connections connections,
      Attempt transaction,
      Retries retries,
      String target) {
    this.faults = new Faults(dialect);
    this.connections = connections;
    this.transaction = transaction;
    this.retries = retries;
    this.target = target;
  }

  /**
   * @throws RefrainException if the batch could not be written; it says whether anything was
   *     changed
   */
  void write(Batch batch, Outcome outcome) throws InterruptedException {
    SQLException refusal = tryAll(batch, outcome);
    if (refusal == null) {
      return;
    }
    if (batch.size() == 1) {
      outcome.rejected(batch.row(0), batch.tag(0), refusal);
      return;
    }
    int middle = batch.size() / 2;
    write(batch.part(0, middle), outcome);
    write(batch.part(middle, batch.size()), outcome);
  }

  /** Null once the batch is in effect; an error if one of its rows is at fault. */
  private SQLException tryAll(Batch batch, Outcome outcome) throws InterruptedException {
    Exception earlier = null;
    Insertion insertion =
        loads && transaction.canLoad(batch) ? Insertion.LOADED : Insertion.GUARDED;
    for (int attempt = 1; ; attempt++) {
      Exception failure;
      try {
        outcome.decided(batch, tryOnce(batch, insertion));
        return null;
      } catch (LostRaceException e) {
        failure = e;
      } catch (SQLException e) {
        Fault fault = faults.of(e);
        if (insertion == Insertion.LOADED && (fault == Fault.ROW || cannotLoad(e))) {
          // A row is at fault, or another writer was faster: the guarded way tells which. Or this
          // table takes no loads at all: none is tried again.
          loads = !cannotLoad(e);
          insertion = Insertion.GUARDED;
          continue;
        }
        if (fault == Fault.ROW && (batch.size() > 1 || attempt > 1)) {
          return e;
        }
        if (fault == Fault.ROW) {
          // Perhaps another writer has just stored its key: it is read once more, alone.
          continue;
        }
        if (fault == Fault.FATAL) {
          throw failed(Kind.REFUSED, e, attempt, earlier);
        }
        failure = e;
      }
      if (earlier != null) {
        failure.addSuppressed(earlier);
      }
      earlier = failure;
      if (attempt >= retries.attempts()) {
        Kind kind = failure instanceof LostRaceException ? Kind.CONFLICT : Kind.UNKNOWN;
        throw failed(kind, failure, attempt, null);
      }
      retries.waitAfter(attempt);
    }
  }

  private List<UpsertDecision> tryOnce(Batch batch, Insertion insertion)
      throws SQLException, LostRaceException {
    Connection connection = connections.borrow();
    boolean sound = false;
    try (connection) {
      try {
        List<UpsertDecision> decisions = transaction.run(connection, batch, insertion);
        sound = true;
        return decisions;
      } catch (LostRaceException e) {
        connection.rollback();
        sound = true;
        throw e;
      } catch (SQLException e) {
        if (faults.of(e) == Fault.ROW) {
          connection.rollback();
          sound = true;
        }
        throw e;
      } finally {
        if (!sound) {
          connections.discard(connection);
        }
      }
    }
  }

  private static boolean cannotLoad(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith(SqlStates.FEATURE_NOT_SUPPORTED);
  }

  private RefrainException failed(Kind kind, Exception cause, int attempts, Exception earlier) {
    if (earlier != null) {
      cause.addSuppressed(earlier);
    }
    String message = String.valueOf(cause.getMessage()).strip();
    if (!transaction.stores()) {
      return new RefrainException(
          kind,
          "Cannot plan an upsert into "
              + target
              + " after "
              + attempts
              + " attempt(s): "
              + message
              + ". Nothing was changed. Mend the cause and plan again.",
          cause);
    }
    String what = "Cannot upsert into " + target + " after " + attempts + " attempt(s): ";
    return new RefrainException(
        kind,
        switch (kind) {
          case CONFLICT ->
              what
                  + message
                  + ". Either somebody else keeps writing the same keys, or the database takes keys for"
                  + " equal that differ here (a collation that ignores case, say). This batch changed"
                  + " nothing, batches before it are stored. Run again when the other writer is done.";
          case UNKNOWN ->
              what
                  + message
                  + ". Batches before this one are stored, this one perhaps. Run again once the database"
                  + " can be reached: what is stored already is found unchanged.";
          default ->
              what
                  + message
                  + ". This batch changed nothing, batches before it are stored. Mend the cause and run"
                  + " again.";
        },
        cause);
  }
}
