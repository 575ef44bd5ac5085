package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.table.FactsReader;
import io.refrain.jdbc.table.StoredTable;
import io.refrain.jdbc.table.TableDdl;
import io.refrain.jdbc.table.TableFacts;
import io.refrain.jdbc.table.TableReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds a worker's table, makes it if that was asked for, and checks it before the first row. */
final class TableOpener {
  private final UpsertSpec spec;
  private final RowLayout layout;
  private final JdbcDialect dialect;

  TableOpener(UpsertSpec spec, RowLayout layout, JdbcDialect dialect) {
    this.spec = spec;
    this.layout = layout;
    this.dialect = dialect;
  }

  /**
   * @throws RefrainException if there is no such table, or rows of this layout do not fit into it
   */
  TargetTable open(Connections connections) {
    try (Connection connection = connections.borrow()) {
      TableReader reader = new TableReader(dialect, connection);
      Optional<StoredTable> table = reader.find(spec.table());
      if (table.isEmpty() && spec.limits().createTable()) {
        create(connection, reader);
        table = reader.find(spec.table());
      }
      StoredTable found = table.orElseThrow(() -> noSuchTable(tablesBeside(reader)));
      TableFacts facts = factsOf(found, connection);
      connection.rollback();
      return new TableCheck(dialect, layout, spec.latestBy(), facts).check();
    } catch (SQLException e) {
      throw new RefrainException(
          Kind.UNKNOWN,
          "Cannot read what "
              + spec.target()
              + " looks like: "
              + e.getMessage()
              + ". Nothing was"
              + " changed.",
          e);
    }
  }

  /** Of what surrounds the table an upsert is unsafe by the collation of a key of text alone. */
  private TableFacts factsOf(StoredTable table, Connection connection) throws SQLException {
    boolean textKey =
        IntStream.of(spec.latestBy().key(layout).columns())
            .anyMatch(key -> layout.type(key).kind() == ColumnType.Kind.STRING);
    TableFacts facts = TableFacts.of(table);
    return textKey
        ? facts.withInexactCollations(new FactsReader(dialect, connection).inexactCollations(table))
        : facts;
  }

  private void create(Connection connection, TableReader reader) throws SQLException {
    String ddl = new TableDdl(dialect, layout, spec.latestBy()).create(reader, spec.table());
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.execute(ddl);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      // Several workers may try at once; it is all the same who made it.
      if (reader.find(spec.table()).isEmpty()) {
        throw new RefrainException(
            Kind.REFUSED,
            "Cannot create "
                + spec.target()
                + ": "
                + e.getMessage()
                + ". Nothing was changed. The statement was: "
                + ddl,
            e);
      }
    }
  }

  private List<String> tablesBeside(TableReader reader) {
    try {
      return reader.tablesBeside(spec.table());
    } catch (SQLException e) {
      return List.of();
    }
  }

  private RefrainException noSuchTable(List<String> tables) {
    List<String> shown = tables.size() > 20 ? tables.subList(0, 20) : tables;
    return new RefrainException(
        Kind.REFUSED,
        "There is no table "
            + spec.target()
            + ". Tables there: "
            + (shown.isEmpty() ? "none" : String.join(", ", shown))
            + (tables.size() > shown.size() ? ", and more" : "")
            + ". Check name and schema, or let it be made (createTable). Nothing was changed.");
  }
}
