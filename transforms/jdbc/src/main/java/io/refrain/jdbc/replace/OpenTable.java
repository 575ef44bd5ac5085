package io.refrain.jdbc.replace;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.table.ColumnPort;
import io.refrain.jdbc.table.StoredTable;
import io.refrain.jdbc.table.StoredTable.Column;
import io.refrain.jdbc.table.TableColumns;
import io.refrain.jdbc.table.TableDdl;
import io.refrain.jdbc.table.TableFinder;
import io.refrain.jdbc.table.TableReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A table as it is now, and how rows of a layout get into it.
 *
 * @param dialect of its database
 * @param layout of the rows
 * @param stored what the database says of it
 * @param columns those that the rows have values for, in the layout's order
 */
record OpenTable(JdbcDialect dialect, RowLayout layout, StoredTable stored, List<Column> columns) {

  /**
   * Finds it, or makes it if that was asked for.
   *
   * @throws RefrainException if it is not there, or rows cannot be replaced in it
   */
  static OpenTable find(
      ReplaceSpec spec, JdbcDialect dialect, RowLayout layout, Connections connections) {
    LatestBy key = new LatestBy(spec.options().primaryKey(), List.of(), null);
    Optional<TableDdl> ddl =
        spec.options().createTable()
            ? Optional.of(new TableDdl(dialect, layout, key))
            : Optional.empty();
    StoredTable stored =
        new TableFinder(dialect, spec.table(), spec.target()).find(connections, ddl);
    TableColumns columns = new TableColumns(layout, stored, "replace rows in");
    OpenTable table = new OpenTable(dialect, layout, stored, columns.match());
    table.checkCascades(columns, connections);
    return table;
  }

  private void checkCascades(TableColumns columns, Connections connections) {
    try (Connection connection = connections.borrow()) {
      List<String> cascades = new TableReader(dialect, connection).cascades(stored);
      connection.rollback();
      if (!cascades.isEmpty()) {
        throw columns.refused(
            "a delete from it changes other tables as well, by "
                + cascades
                + ", also where the same row is put back at once. Drop that rule, or upsert"
                + " instead");
      }
    } catch (SQLException e) {
      throw new RefrainException(
          Kind.UNKNOWN,
          "Cannot read which foreign keys lead to "
              + stored.name()
              + ": "
              + e.getMessage()
              + ". Nothing was changed.",
          e);
    }
  }

  /**
   * The same table, as it is by now.
   *
   * @throws RefrainException if rows cannot be replaced in it any more
   */
  OpenTable again(ReplaceSpec spec, Connection connection) throws SQLException {
    try {
      StoredTable now =
          new TableReader(dialect, connection)
              .find(spec.table())
              .orElseThrow(
                  () ->
                      new RefrainException(
                          Kind.REFUSED, spec.target() + " is not there. Nothing was changed."));
      return new OpenTable(
          dialect, layout, now, new TableColumns(layout, now, "replace rows in").match());
    } catch (RefrainException e) {
      throw new RefrainException(
          e.kind(), "The table was altered while this run was staging. " + e.getMessage(), e);
    }
  }

  /** Its quoted name. */
  String name() {
    return SqlText.tableName(target(), dialect::quote);
  }

  TargetTable target() {
    return new TargetTable(
        stored.schema(),
        stored.name(),
        columns.stream().map(c -> new TargetTable.Column(c.name(), c.type())).toList(),
        List.of(),
        List.of());
  }

  List<ColumnPort> ports() {
    List<ColumnPort> ports = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      StoredType type = columns.get(i).type();
      ports.add(new ColumnPort(i, layout.name(i), layout.type(i), type, dialect.bindsAsText(type)));
    }
    return ports;
  }

  /**
   * The columns and their types, for a person: what was staged fits them as long as it is equal.
   */
  String shape() {
    return columns.stream()
        .map(c -> c.name() + " " + describe(c.type()))
        .collect(Collectors.joining(", "));
  }

  private static String describe(StoredType type) {
    return type.size() == 0
        ? type.name()
        : type.name() + "(" + type.size() + "," + type.scale() + ")";
  }
}
