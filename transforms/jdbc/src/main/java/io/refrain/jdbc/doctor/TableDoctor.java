package io.refrain.jdbc.doctor;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.dialect.Dialects;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.doctor.Finding.Code;
import io.refrain.jdbc.table.FactsReader;
import io.refrain.jdbc.table.StoredTable.Column;
import io.refrain.jdbc.table.TableFacts;
import io.refrain.jdbc.table.TableLookup;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.table.TableReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/**
 * Says for which ways of writing a table is fit, and what to do where it is not.
 *
 * <p>It reads the catalog, and counts stored duplicates and null keys up to a bound; it changes
 * nothing and locks nothing. The sinks make the same checks of the catalog before their first row,
 * and refuse a table that is unsafe for what they do.
 *
 * <p>What a table does is judged from what the database says of it: the effect of a trigger's code
 * is not known, only that there is one. What cannot be asked of a database is told as such ({@link
 * Finding.Code#NOT_EXAMINED}).
 *
 * <p>It fails with {@link RefrainException} if the table or the database is not there, and with
 * {@link IllegalArgumentException} for a column that the table does not have.
 *
 * <pre>{@code
 * Diagnosis diagnosis =
 *     TableDoctor.of(JdbcConnection.of("jdbc:postgresql://db.example.com/shop"), "orders")
 *         .byKey("order_id")
 *         .latestBy("updated_at")
 *         .examine();
 * }</pre>
 */
public final class TableDoctor {
  private final JdbcConnection connection;
  private final TableName table;
  private final List<String> keys;
  private final List<String> versions;

  private TableDoctor(
      JdbcConnection connection, TableName table, List<String> keys, List<String> versions) {
    this.connection = connection;
    this.table = table;
    this.keys = keys;
    this.versions = versions;
  }

  /**
   * A doctor for a table.
   *
   * @param table its name, with its schema if it needs one
   */
  public static TableDoctor of(JdbcConnection connection, String table) {
    return new TableDoctor(connection, TableName.parse(table), List.of(), List.of());
  }

  /** The columns that rows are to be told apart by. */
  public TableDoctor byKey(String... columns) {
    return new TableDoctor(connection, table, List.of(columns), versions);
  }

  /** The columns that are to say what is newer, the first deciding first; none unless set. */
  public TableDoctor latestBy(String... columns) {
    return new TableDoctor(connection, table, keys, List.of(columns));
  }

  /** Looks at the table now. */
  public Diagnosis examine() {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "Fit for which key? Name its columns: byKey(\"order_id\").");
    }
    JdbcDialect dialect = Dialects.of(connection.url(), connection.name());
    try (ConnectionPool pool = ConnectionPool.acquire(connection)) {
      return examine(dialect, pool);
    }
  }

  Diagnosis examine(JdbcDialect dialect, Connections connections) {
    try (Connection session = connections.borrow()) {
      TableLookup lookup = new TableLookup(new TableReader(dialect, session), connection.name());
      TableFacts facts = new FactsReader(dialect, session).read(lookup.table(table));
      List<Column> keyColumns = TableLookup.columns(facts, keys);
      List<Column> versionColumns = TableLookup.columns(facts, versions);
      Examined examined = new Examined(dialect, facts, keyColumns, versionColumns);
      new KeyChecks(examined).run();
      new SurroundingChecks(examined).run();
      if (!facts.missingPrivileges().contains("SELECT")) {
        storedRows(examined, session);
      }
      if (!facts.unread().isEmpty()) {
        notExamined(
            examined,
            "its " + String.join(", ", facts.unread()) + " were not asked for",
            "Look for yourself: nobody has written the queries for " + dialect.name());
      }
      session.rollback();
      Comparator<Finding> graveFirst =
          Comparator.comparing(TableDoctor::worst, Comparator.reverseOrder());
      return new Diagnosis(
          table + " at " + connection.name(),
          examined.findings().stream().sorted(graveFirst).toList());
    } catch (SQLException e) {
      throw new RefrainException(
          Kind.UNKNOWN,
          "Cannot examine "
              + table
              + " at "
              + connection.name()
              + ": "
              + String.valueOf(e.getMessage()).strip()
              + ". Nothing was changed.",
          e);
    }
  }

  private void storedRows(Examined examined, Connection session) throws SQLException {
    int timeout = Math.toIntExact(connection.limits().statementTimeout().toSeconds());
    try {
      new StoredRowChecks(examined, session, timeout).run();
    } catch (SQLException e) {
      session.rollback();
      notExamined(
          examined,
          "its rows could not be counted: " + String.valueOf(e.getMessage()).strip(),
          "Whether keys are there several times is not known");
    }
  }

  private static void notExamined(Examined examined, String text, String remedy) {
    examined.caveat(Code.NOT_EXAMINED, java.util.Set.of(), text, remedy);
  }

  private static Safety worst(Finding finding) {
    return finding.effects().values().stream().max(Comparator.naturalOrder()).orElse(Safety.SAFE);
  }
}
