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
import io.refrain.jdbc.table.TableFinder;
import java.sql.Connection;
import java.sql.SQLException;
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
    Optional<TableDdl> ddl =
        spec.limits().createTable()
            ? Optional.of(new TableDdl(dialect, layout, spec.latestBy()))
            : Optional.empty();
    StoredTable found =
        new TableFinder(dialect, spec.table(), spec.target()).find(connections, ddl);
    boolean textKey =
        IntStream.of(spec.latestBy().key(layout).columns())
            .anyMatch(key -> layout.type(key).kind() == ColumnType.Kind.STRING);
    return textKey
        ? checkComparing(found, connections)
        : new TableCheck(dialect, layout, spec.latestBy(), TableFacts.of(found)).check();
  }

  /** Of what surrounds the table an upsert is unsafe by the collation of a key of text alone. */
  private TargetTable checkComparing(StoredTable found, Connections connections) {
    try (Connection connection = connections.borrow()) {
      TableFacts facts =
          TableFacts.of(found)
              .withInexactCollations(new FactsReader(dialect, connection).inexactCollations(found));
      TargetTable target = new TableCheck(dialect, layout, spec.latestBy(), facts).check();
      if (dialect.collations().isPresent()) {
        target = new KeyEquality(dialect.collations().get()).check(connection, target);
      }
      connection.rollback();
      return target;
    } catch (SQLException e) {
      throw new RefrainException(
          Kind.UNKNOWN,
          "Cannot read how the text columns of "
              + spec.target()
              + " are compared: "
              + e.getMessage()
              + ". Nothing was changed.",
          e);
    }
  }
}
