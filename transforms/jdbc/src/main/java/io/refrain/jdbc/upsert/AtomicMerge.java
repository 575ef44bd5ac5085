package io.refrain.jdbc.upsert;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.RejectedRow;
import io.refrain.core.row.Frame;
import io.refrain.core.row.RowText;
import io.refrain.core.row.RowWriter;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.Retries;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.staging.Stages;
import io.refrain.jdbc.upsert.BatchTransaction.Insertion;
import io.refrain.jdbc.upsert.BatchTransaction.LostRaceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Makes staged rows visible in one transaction: all of them or none.
 *
 * <p>First by one statement for each staging table. Each repeats its guard, and must affect as many
 * rows as were staged. If one does not, because somebody else wrote meanwhile, or if a row violates
 * a constraint, the transaction is begun anew and goes batch by batch: each row is decided again
 * within it, and a batch with a bad row is halved, behind a savepoint, until the row stands alone.
 *
 * <p>A mark that is stored in the same transaction tells, when an answer is lost or the runner
 * repeats the step, that the merge is in effect, and what it did.
 */
final class AtomicMerge {
  private final UpsertTable target;
  private final Connections connections;
  private final Retries retries;
  private final Stages tables;
  private final MergeMarks marks;
  private final BatchTransaction transaction;
  private final Faults faults;

  AtomicMerge(UpsertTable target, Connections connections, Retries retries, MergeMarks marks) {
    this.target = target;
    this.connections = connections;
    this.retries = retries;
    this.tables = target.stages(connections, retries);
    this.marks = marks;
    this.transaction = target.transaction();
    this.faults = new Faults(target.dialect());
  }

  /**
   * Merges, once.
   *
   * @param id the same whenever this merge is tried again, and no other's
   * @param rejected takes rows that violate a constraint; by throwing it gives the merge up
   * @return what became of the staged rows
   * @throws RefrainException if they could not be merged; then nothing was changed, unless it says
   *     that this is unknown
   */
  Counts merge(UUID id, List<StagedRows> staged, Consumer<RejectedRow> rejected)
      throws InterruptedException {
    boolean bySets = true;
    Exception earlier = null;
    for (int attempt = 1; ; attempt++) {
      Exception failure;
      try {
        Counts counts = tryOnce(id, staged, bySets, rejected);
        discard(staged);
        return counts;
      } catch (LostRaceException e) {
        bySets = false;
        failure = e;
      } catch (SQLException e) {
        Fault fault = faults.of(e);
        if (fault == Fault.ROW && bySets) {
          bySets = false;
        } else if (fault != Fault.TRANSIENT) {
          throw failed(Kind.REFUSED, withEarlier(e, earlier), attempt);
        }
        failure = e;
      }
      earlier = withEarlier(failure, earlier);
      if (attempt >= retries.attempts()) {
        Kind kind = failure instanceof LostRaceException ? Kind.CONFLICT : Kind.UNKNOWN;
        throw failed(kind, failure, attempt);
      }
      retries.waitAfter(attempt);
    }
  }

  /** Drops what was staged. */
  void discard(List<StagedRows> staged) {
    tables.drop(target.table().name(), staged.stream().map(StagedRows::table).toList());
  }

  private Counts tryOnce(
      UUID id, List<StagedRows> staged, boolean bySets, Consumer<RejectedRow> rejected)
      throws SQLException, LostRaceException {
    Connection connection = connections.borrow();
    boolean sound = false;
    try (connection) {
      try {
        Counts known = marks.find(connection, id);
        if (known != null) {
          connection.rollback();
          sound = true;
          return known;
        }
        List<RejectedRow> refused = new ArrayList<>();
        Counts counts = Counts.NONE;
        for (StagedRows rows : staged) {
          boolean set = bySets && rows.decision().guardedByVersion();
          counts =
              counts.plus(set ? bySet(connection, rows) : byBatches(connection, rows, refused));
        }
        refused.forEach(rejected);
        marks.add(connection, id, counts);
        connection.commit();
        sound = true;
        return counts;
      } catch (LostRaceException | RefrainException e) {
        connection.rollback();
        sound = true;
        throw e;
      } finally {
        if (!sound) {
          rollBack(connection);
        }
      }
    }
  }

  /** Its locks are given up at once; a connection that is only thrown away keeps them a while. */
  private void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      connections.discard(connection);
    }
  }

  private Counts bySet(Connection connection, StagedRows rows)
      throws SQLException, LostRaceException {
    String table = tables.quoted(rows.table());
    long affected = target.statements().writeFrom(connection, rows.decision().writtenAs(), table);
    if (affected != rows.rows()) {
      throw new LostRaceException(
          rows.decision() + " of " + rows.rows() + " staged rows affected " + affected + " rows");
    }
    return Counts.of(rows.decision().count(), affected);
  }

  private Counts byBatches(Connection connection, StagedRows rows, List<RejectedRow> refused)
      throws SQLException, LostRaceException {
    List<byte[]> all = readBack(connection, rows);
    Tally tally = new Tally(refused);
    int size = target.spec().limits().batchRows();
    for (int from = 0; from < all.size(); from += size) {
      byte[][] part = all.subList(from, Math.min(from + size, all.size())).toArray(byte[][]::new);
      merge(connection, Batch.ofSorted(part, new long[part.length]), tally);
    }
    return tally.counts();
  }

  private List<byte[]> readBack(Connection connection, StagedRows rows) throws SQLException {
    List<byte[]> all = new ArrayList<>();
    RowWriter row = new RowWriter(target.layout());
    String sql = target.statements().selectAll(tables.quoted(rows.table()));
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        target.statements().read(result, row);
        all.add(row.toBytes());
      }
    }
    if (all.size() != rows.rows()) {
      throw new RefrainException(
          Kind.CONFLICT,
          "Cannot merge into "
              + target.spec().target()
              + ": the staging table "
              + rows.table()
              + " holds "
              + all.size()
              + " of "
              + rows.rows()
              + " rows. Somebody emptied it, or the server crashed: staging tables are not kept"
              + " through a crash where that makes them faster. Nothing was changed. Run again.");
    }
    all.sort((a, b) -> target.key().compare(a, 0, b, 0));
    return all;
  }

  private void merge(Connection connection, Batch batch, Tally tally)
      throws SQLException, LostRaceException {
    boolean divisible = target.dialect().hasSavepoints();
    Savepoint before = divisible ? connection.setSavepoint() : null;
    try {
      tally.decided(transaction.apply(connection, batch, Insertion.GUARDED));
    } catch (SQLException e) {
      if (faults.of(e) != Fault.ROW) {
        throw e;
      }
      if (!divisible) {
        throw indivisible(e);
      }
      connection.rollback(before);
      if (batch.size() == 1) {
        tally.refused(batch.row(0), e);
        return;
      }
      int middle = batch.size() / 2;
      merge(connection, batch.part(0, middle), tally);
      merge(connection, batch.part(middle, batch.size()), tally);
    }
  }

  private RefrainException indivisible(SQLException e) {
    return new RefrainException(
        Kind.REFUSED,
        "Cannot merge into "
            + target.spec().target()
            + ": a row is at fault: "
            + String.valueOf(e.getMessage()).strip()
            + ". "
            + target.dialect().name()
            + " has no savepoints, so the row cannot be set aside from the others. Nothing was"
            + " changed. Mend the input, or upsert in batches, which reject such rows alone.",
        e);
  }

  private static <E extends Exception> E withEarlier(E failure, Exception earlier) {
    if (earlier != null && earlier != failure) {
      failure.addSuppressed(earlier);
    }
    return failure;
  }

  private RefrainException failed(Kind kind, Exception cause, int attempts) {
    String what =
        "Cannot merge into "
            + target.spec().target()
            + " after "
            + attempts
            + " attempt(s): "
            + String.valueOf(cause.getMessage()).strip();
    return new RefrainException(
        kind,
        switch (kind) {
          case CONFLICT ->
              what
                  + ". Somebody else keeps writing the same keys. Nothing was changed. Run again when"
                  + " the other writer is done.";
          case UNKNOWN ->
              what
                  + ". Either all rows are stored or none. Run again once the database can be reached:"
                  + " what is stored already is found unchanged.";
          default -> what + ". Nothing was changed. Mend the cause and run again.";
        },
        cause);
  }

  /** What became of the rows of one staging table. */
  private final class Tally {
    private final Map<UpsertDecision, Long> decided = new EnumMap<>(UpsertDecision.class);
    private final List<RejectedRow> refused;
    private long rejected;

    private Tally(List<RejectedRow> refused) {
      this.refused = refused;
    }

    private void decided(List<UpsertDecision> decisions) {
      decisions.forEach(decision -> decided.merge(decision, 1L, Long::sum));
    }

    private void refused(byte[] row, SQLException reason) {
      rejected++;
      refused.add(faults.rejected(row, Frame.NO_TAG, reason, new RowText(target.layout())));
    }

    private Counts counts() {
      return UpsertDecision.counts(decided).with(Count.REJECTED, rejected);
    }
  }
}
