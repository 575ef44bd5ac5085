package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowText;
import io.refrain.core.row.RowWriter;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.core.upsert.UpsertDecision.Stored;
import io.refrain.jdbc.dialect.ValueReader;
import io.refrain.jdbc.upsert.TableStatements.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One attempt to upsert a batch in one transaction: read what is stored, decide, write what is to
 * be written, commit.
 *
 * <p>A row that was read may be changed by somebody else before it is written. So every write
 * carries the version guard again, and must affect as many rows as were decided on; if it does not,
 * nothing is committed and the caller reads and decides anew. Rows of equal version, between which
 * a guard cannot decide, are read again under a lock that is held until the commit.
 *
 * <p>After batches that were all inserts, or all updates of older rows, the next one is expected to
 * be the same, and is written without being read: absent rows by the loader, which fails if a key
 * is there; older rows by the guarded update, which must affect them all. If it does not come out
 * so, nothing of it is kept, and the batch is read and decided on as ever.
 */
final class BatchTransaction implements BatchWriter.Attempt {
  private final RowLayout layout;
  private final RowKey key;
  private final UpsertDecision.Rule rule;
  private final TableStatements statements;
  private final RowWriter stored;
  private final Expectation expectation = new Expectation();

  BatchTransaction(
      RowLayout layout, RowKey key, UpsertDecision.Rule rule, TableStatements statements) {
    this.layout = layout;
    this.key = key;
    this.rule = rule;
    this.statements = statements;
    this.stored = new RowWriter(layout);
  }

  /** Somebody else wrote a row of the batch between its being read and its being written. */
  static final class LostRaceException extends Exception {
    private static final long serialVersionUID = 1L;

    LostRaceException(String message) {
      super(message);
    }
  }

  /** How rows whose key is absent are inserted. */
  enum Insertion {
    /** By the dialect's loader, straight into the table: any violated constraint is an error. */
    LOADED,
    /** By a statement that leaves rows alone whose key is there by now. */
    GUARDED
  }

  /**
   * Whether a batch is worth being inserted by the loader; if that fails on account of a row, the
   * batch is tried again the guarded way.
   */
  @Override
  public boolean canLoad(Batch batch) {
    return statements.canLoad(batch.size());
  }

  /**
   * Runs the transaction. The connection has no transaction open before and after.
   *
   * @return the decision on each row; they are in effect
   * @throws SQLException if the database refused; then nothing was changed, unless it was the
   *     answer to the commit that was lost
   */
  @Override
  public List<UpsertDecision> run(Connection connection, Batch batch, Insertion insertion)
      throws SQLException, LostRaceException {
    List<UpsertDecision> decisions = unread(connection, batch, insertion);
    if (decisions.isEmpty()) {
      decisions = apply(connection, batch, insertion, Place.BEFOREHAND);
    }
    connection.commit();
    expectation.seen(decisions);
    return decisions;
  }

  /** Writes a batch as it is expected to be; empty if nothing is expected or it is otherwise. */
  private List<UpsertDecision> unread(Connection connection, Batch batch, Insertion insertion)
      throws SQLException {
    if (insertion == Insertion.LOADED && expectation.isOf(UpsertDecision.INSERT)) {
      return loadUnread(connection, batch);
    }
    if (rule.updatesWhatIsOlder()
        && statements.updatesByKeyAlone()
        && expectation.isOf(UpsertDecision.UPDATE)) {
      return updateUnread(connection, batch);
    }
    return List.of();
  }

  private List<UpsertDecision> loadUnread(Connection connection, Batch batch) throws SQLException {
    List<UpsertDecision> decisions =
        IntStream.range(0, batch.size()).mapToObj(i -> rule.decide(batch.row(i), null)).toList();
    try {
      statements.load(connection, batch, allOf(batch));
    } catch (SQLException e) {
      expectation.failed();
      throw e;
    }
    return decisions;
  }

  private List<UpsertDecision> updateUnread(Connection connection, Batch batch)
      throws SQLException {
    int affected = 0;
    try {
      affected =
          statements.write(
              connection, UpsertDecision.UPDATE, batch, allOf(batch), Place.BEFOREHAND);
    } finally {
      if (affected != batch.size()) {
        expectation.failed();
      }
    }
    if (affected != batch.size()) {
      connection.rollback();
      return List.of();
    }
    return Collections.nCopies(batch.size(), UpsertDecision.UPDATE);
  }

  private static int[] allOf(Batch batch) {
    return IntStream.range(0, batch.size()).toArray();
  }

  /**
   * Decides on each row by what is stored now, and changes nothing. Opens a transaction and leaves
   * it open.
   */
  List<UpsertDecision> decide(Connection connection, Batch batch) throws SQLException {
    return decide(connection, batch, rule);
  }

  /** The same, by another rule. */
  List<UpsertDecision> decide(Connection connection, Batch batch, UpsertDecision.Rule by)
      throws SQLException {
    UpsertDecision[] decisions = new UpsertDecision[batch.size()];
    int[] all = allOf(batch);
    if (all.length > 0) {
      decide(connection, batch, all, decisions, by, false, Place.WITHIN);
    }
    return Arrays.asList(decisions);
  }

  /**
   * Decides and writes within the transaction that the connection is in, without committing it.
   *
   * @throws LostRaceException if somebody else wrote a row in between; to be rolled back then
   */
  List<UpsertDecision> apply(Connection connection, Batch batch, Insertion insertion)
      throws SQLException, LostRaceException {
    return apply(connection, batch, insertion, Place.WITHIN);
  }

  private List<UpsertDecision> apply(
      Connection connection, Batch batch, Insertion insertion, Place place)
      throws SQLException, LostRaceException {
    UpsertDecision[] decisions = new UpsertDecision[batch.size()];
    int[] all = allOf(batch);
    decide(connection, batch, all, decisions, rule, false, place);
    int[] tied = rowsOf(decisions, UpsertDecision.UPDATE_TIED);
    if (tied.length > 0) {
      decide(connection, batch, tied, decisions, rule, true, Place.WITHIN);
    }
    if (insertion == Insertion.LOADED) {
      statements.load(connection, batch, rowsOf(decisions, UpsertDecision.INSERT));
    } else {
      write(connection, UpsertDecision.INSERT, batch, decisions);
    }
    write(connection, UpsertDecision.UPDATE, batch, decisions);
    write(connection, UpsertDecision.UPDATE_TIED, batch, decisions);
    return Arrays.asList(decisions);
  }

  /**
   * Deletes the rows that are stored and not newer, without committing.
   *
   * @param by decides what is deleted
   */
  List<UpsertDecision> delete(Connection connection, Batch batch, UpsertDecision.Rule by)
      throws SQLException, LostRaceException {
    UpsertDecision[] decisions = new UpsertDecision[batch.size()];
    int[] all = allOf(batch);
    if (all.length > 0) {
      decide(connection, batch, all, decisions, by, false, Place.WITHIN);
      write(connection, UpsertDecision.DELETE, batch, decisions);
    }
    return Arrays.asList(decisions);
  }

  private void decide(
      Connection connection,
      Batch batch,
      int[] rows,
      UpsertDecision[] decisions,
      UpsertDecision.Rule by,
      boolean lock,
      Place place)
      throws SQLException {
    for (int row : rows) {
      decisions[row] = by.decide(batch.row(row), null);
    }
    try (PreparedStatement statement = statements.select(connection, batch, rows, lock, place)) {
      statement.setFetchSize(0);
      try (ResultSet result = statement.executeQuery()) {
        List<ValueReader> readers = statements.readers(result);
        while (result.next()) {
          Stored found = read(result, readers);
          int row = batch.find(key, stored.bytes());
          if (row >= 0) {
            decisions[row] = by.decide(batch.row(row), found);
          }
        }
      }
    }
  }

  private Stored read(ResultSet result, List<ValueReader> readers) throws SQLException {
    stored.reset();
    boolean exact = true;
    for (int i = 0; i < layout.columnCount(); i++) {
      if (i == rule.nullIsFalse()) {
        stored.setLong(i, result.getBoolean(i + 1) ? 1 : 0);
      } else if (!readers.get(i).read(result, i + 1, stored)) {
        exact = false;
        checkComparable(i);
      }
    }
    return new Stored(stored.toBytes(), exact);
  }

  private void checkComparable(int column) {
    if (statements.isVersion(column)) {
      throw new RefrainException(
          Kind.REFUSED,
          "A stored row has a version in column "
              + layout.name(column)
              + " that is no "
              + layout.type(column).describe()
              + ", so nobody can say whether the input is newer. Give the input's column the table's"
              + " type, or mend the stored row: "
              + new RowText(layout).render(stored.bytes(), 0, stored.length())
              + ". Nothing of this batch was changed.");
    }
  }

  private void write(
      Connection connection, UpsertDecision decision, Batch batch, UpsertDecision[] decisions)
      throws SQLException, LostRaceException {
    int[] rows = rowsOf(decisions, decision);
    if (rows.length == 0) {
      return;
    }
    int affected = statements.write(connection, decision, batch, rows, Place.WITHIN);
    if (affected != rows.length) {
      throw new LostRaceException(
          decision + " of " + rows.length + " rows affected " + affected + " rows");
    }
  }

  private static int[] rowsOf(UpsertDecision[] decisions, UpsertDecision decision) {
    return IntStream.range(0, decisions.length)
        .filter(i -> decisions[i].writtenAs() == decision)
        .toArray();
  }
}
