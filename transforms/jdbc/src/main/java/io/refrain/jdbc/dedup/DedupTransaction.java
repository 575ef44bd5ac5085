package io.refrain.jdbc.dedup;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.jdbc.dedup.Removal.LostRaceException;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.FactsReader;
import io.refrain.jdbc.table.TableFacts;
import io.refrain.jdbc.table.TableLookup;
import io.refrain.jdbc.table.TableReader;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One attempt, in one transaction: keep others from writing, read and decide, remove. The caller
 * commits.
 *
 * <p>A row written by somebody else is never removed unread: either the whole table is closed to
 * other writers before it is read, or each row is locked as it is read. In the latter case rows
 * inserted meanwhile are not seen, and not touched.
 */
final class DedupTransaction {
  private static final int FETCH_ROWS = 1000;

  private final JdbcDialect dialect;
  private final DedupSpec spec;

  DedupTransaction(JdbcDialect dialect, DedupSpec spec) {
    this.dialect = dialect;
    this.spec = spec;
  }

  /** What would be done. Changes nothing, locks nothing. */
  DedupReceipt plan(Connection connection) throws SQLException, IOException {
    DedupTable table = open(connection);
    Removal removal = table.removal(spec.timeoutSeconds());
    try (RowFile aside = new RowFile()) {
      Tally tally = read(connection, table, removal, aside, false);
      return tally.receipt(
          spec.target(), true, countNullKeys(connection, table), table.sideEffects());
    }
  }

  /** Does it, and leaves the transaction open. */
  DedupReceipt remove(Connection connection) throws SQLException, IOException, LostRaceException {
    DedupTable table = open(connection);
    Removal removal = table.removal(spec.timeoutSeconds());
    Optional<String> keepOut = dialect.keepWritersOut(table.name());
    if (keepOut.isPresent()) {
      try (Statement statement = connection.createStatement()) {
        statement.setQueryTimeout(spec.timeoutSeconds());
        statement.execute(keepOut.get());
      }
    }
    try (RowFile aside = new RowFile()) {
      Tally tally = read(connection, table, removal, aside, keepOut.isEmpty());
      List<String> sideEffects = table.sideEffects();
      Removal.Expected found = tally.found();
      if (found.keys() > 0) {
        if (!sideEffects.isEmpty() && !spec.allowSideEffects()) {
          throw table.refused(
              "deleting rows would do more than that: "
                  + String.join(", ", sideEffects)
                  + ". See the plan; if that is meant, allow it (allowSideEffects)");
        }
        removal.apply(connection, aside, found);
      }
      return tally.receipt(spec.target(), false, countNullKeys(connection, table), sideEffects);
    }
  }

  private DedupTable open(Connection connection) throws SQLException {
    TableLookup lookup =
        new TableLookup(new TableReader(dialect, connection), spec.connection().name());
    TableFacts facts = new FactsReader(dialect, connection).read(lookup.table(spec.table()));
    return new DedupTable(dialect, facts, spec.keys(), spec.versions(), spec.target());
  }

  private Tally read(
      Connection connection, DedupTable table, Removal removal, RowFile aside, boolean lock)
      throws SQLException, IOException {
    Tally tally = new Tally(table.form.layout);
    KeyRun run = new KeyRun(table.form.layout, table.key, table.order, removal, aside, tally);
    int columns = table.form.layout.columnCount();
    int[] positions = IntStream.rangeClosed(1, columns).toArray();
    RowForm idForm = removal.idForm();
    int[] idPositions =
        IntStream.rangeClosed(columns + 1, columns + removal.idExpressions().size()).toArray();
    try (PreparedStatement statement = connection.prepareStatement(table.select(removal, lock))) {
      statement.setQueryTimeout(spec.timeoutSeconds());
      statement.setFetchSize(FETCH_ROWS);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          BitSet inexact = new BitSet();
          byte[] row = table.form.read(rows, positions, inexact);
          checkReadable(table, row, inexact, tally);
          byte[] id = idForm.read(rows, idPositions, new BitSet());
          run.add(new StoredRow(row, inexact, id));
        }
      }
    }
    run.end();
    return tally;
  }

  private void checkReadable(DedupTable table, byte[] row, BitSet inexact, Tally tally) {
    int column = table.firstThatMatters(inexact);
    if (column >= 0) {
      throw new RefrainException(
          Kind.REFUSED,
          "Cannot remove duplicates from "
              + spec.target()
              + ": a row has a value in column "
              + table.form.layout.name(column)
              + " that has no exact form here (finer than a microsecond, infinite or no number), so it"
              + " cannot be compared: "
              + tally.render(row)
              + ". Mend it. Nothing was changed.");
    }
  }

  private long countNullKeys(Connection connection, DedupTable table) throws SQLException {
    Optional<String> query = table.countNullKeys();
    if (query.isEmpty()) {
      return 0;
    }
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(spec.timeoutSeconds());
      try (ResultSet rows = statement.executeQuery(query.get())) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
