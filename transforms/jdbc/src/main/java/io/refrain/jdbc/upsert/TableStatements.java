package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.jdbc.dialect.InsertLoader;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.ParameterArrays;
import io.refrain.jdbc.dialect.RowLoader;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.table.ColumnPort;
import io.refrain.jdbc.table.ColumnReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The statements on one table, and how rows of a batch reach them. Not thread-safe. */
final class TableStatements {
  private final JdbcDialect dialect;
  private final RowLayout layout;
  private final TargetTable table;
  private final int timeoutSeconds;
  private final List<ColumnPort> ports = new ArrayList<>();
  private final List<ColumnReader> readers = new ArrayList<>();
  private final List<Integer> allColumns;
  private final Texts ofArrays;
  private final Texts ofTemporary;
  private final String temporary;
  private final RowLoader loader;

  /** The statements by where they take their rows from. */
  private record Texts(
      String select,
      String selectLocked,
      String insert,
      String update,
      String updateTied,
      String delete) {
    static Texts of(JdbcDialect dialect, TargetTable table, String keys, String rows) {
      return new Texts(
          dialect.selectByKeys(table, keys, false),
          dialect.selectByKeys(table, keys, true),
          dialect.insertAbsent(table, rows),
          dialect.updateOlder(table, rows, false),
          dialect.updateOlder(table, rows, true),
          dialect.deleteOlder(table, rows, true));
    }
  }

  TableStatements(JdbcDialect dialect, RowLayout layout, TargetTable table, int timeoutSeconds) {
    this.dialect = dialect;
    this.layout = layout;
    this.table = table;
    this.timeoutSeconds = timeoutSeconds;
    for (int i = 0; i < layout.columnCount(); i++) {
      TargetTable.Column column = table.columns().get(i);
      ColumnPort port =
          new ColumnPort(
              i, layout.name(i), layout.type(i), column.type(), dialect.bindsAsText(column.type()));
      ports.add(port);
      readers.add(port.reader());
    }
    this.allColumns = IntStream.range(0, ports.size()).boxed().toList();
    this.ofArrays =
        dialect
            .arrays()
            .map(a -> Texts.of(dialect, table, a.rows(table.keyColumns()), a.rows(table.columns())))
            .orElse(null);
    // Named by what it looks like: a session's table of another shape is never taken for it.
    this.temporary =
        dialect.temporaryName("refrain_batch_" + Integer.toHexString(table.hashCode()));
    this.ofTemporary = Texts.of(dialect, table, temporary + " s", temporary + " s");
    this.loader = dialect.loader();
  }

  List<ColumnPort> ports() {
    return ports;
  }

  List<ColumnReader> readers() {
    return readers;
  }

  boolean isVersion(int column) {
    return table.versions().contains(column);
  }

  /** Reads the stored rows of some keys: the result has all columns, in the layout's order. */
  PreparedStatement select(Connection connection, Batch batch, int[] rows, boolean lock)
      throws SQLException {
    boolean arrays = ofArrays != null;
    Texts texts = arrays ? ofArrays : ofTemporary;
    String sql = lock ? texts.selectLocked() : texts.select();
    return prepare(connection, sql, arrays, rows(table.keys(), batch, rows));
  }

  /** Whether so many rows are better inserted by {@link #load}. */
  boolean canLoad(int rows) {
    return dialect.loadsFaster(rows) && loader.takes(table.columns());
  }

  /** Inserts rows whose keys are absent; any violated constraint is an error. */
  void load(Connection connection, Batch batch, int[] rows) throws SQLException {
    if (rows.length > 0) {
      BatchRows all = rows(allColumns, batch, rows);
      loader.load(connection, SqlText.tableName(table, dialect::quote), table.columns(), all);
    }
  }

  /** Puts rows into another table of the same columns. */
  void loadInto(Connection connection, String quotedTable, Batch batch, int[] rows)
      throws SQLException {
    put(connection, quotedTable, table.columns(), rows(allColumns, batch, rows));
  }

  /**
   * Writes all rows of another table of the same columns, for one decision; answers how many were
   * affected.
   */
  long writeFrom(Connection connection, UpsertDecision decision, String quotedTable)
      throws SQLException {
    String rows = quotedTable + " s";
    String sql =
        switch (decision) {
          case INSERT -> dialect.insertAbsent(table, rows);
          case UPDATE -> dialect.updateOlder(table, rows, false);
          default -> throw new IllegalArgumentException(decision + " is not decided by a set");
        };
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(timeoutSeconds);
      return statement.executeUpdate();
    }
  }

  /** Reads all rows of another table of the same columns. */
  String selectAll(String quotedTable) {
    return "SELECT "
        + SqlText.list(table.columns(), c -> dialect.quote(c.name()))
        + " FROM "
        + quotedTable;
  }

  /** Reads rows of a result back that has all columns, in the layout's order. */
  void read(ResultSet result, RowWriter into) throws SQLException {
    into.reset();
    for (int i = 0; i < readers.size(); i++) {
      if (!readers.get(i).read(result, i + 1, into)) {
        throw new SQLException(
            "A staged value of column " + layout.name(i) + " is no " + layout.type(i).describe());
      }
    }
  }

  /** Writes rows of one decision; answers how many were affected. */
  int write(Connection connection, UpsertDecision decision, Batch batch, int[] rows)
      throws SQLException {
    boolean arrays = ofArrays != null;
    Texts texts = arrays ? ofArrays : ofTemporary;
    String sql =
        switch (decision) {
          case INSERT -> texts.insert();
          case UPDATE -> texts.update();
          case UPDATE_TIED -> texts.updateTied();
          case DELETE -> texts.delete();
          default -> throw new IllegalArgumentException(decision + " writes nothing");
        };
    BatchRows all = rows(allColumns, batch, rows);
    try (PreparedStatement statement = prepare(connection, sql, arrays, all)) {
      return statement.executeUpdate();
    }
  }

  private BatchRows rows(List<Integer> columns, Batch batch, int[] rows) {
    return new BatchRows(layout, ports, columns, batch, rows, timeoutSeconds);
  }

  private PreparedStatement prepare(
      Connection connection, String sql, boolean arrays, BatchRows rows) throws SQLException {
    if (!arrays) {
      fillTemporary(connection, rows);
    }
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      statement.setQueryTimeout(timeoutSeconds);
      if (arrays) {
        ParameterArrays form = dialect.arrays().orElseThrow();
        for (int i = 0; i < rows.columns().size(); i++) {
          String elementType = form.elementType(table.columns().get(rows.position(i)).type());
          statement.setArray(i + 1, connection.createArrayOf(elementType, rows.values(i)));
        }
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private void fillTemporary(Connection connection, BatchRows rows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(dialect.createTemporary(temporary, table));
      statement.execute("DELETE FROM " + temporary);
    }
    List<TargetTable.Column> columns = rows.columns().stream().map(table.columns()::get).toList();
    put(connection, temporary, columns, rows);
  }

  private void put(
      Connection connection, String quotedTable, List<TargetTable.Column> columns, BatchRows rows)
      throws SQLException {
    RowLoader way = loader.takes(columns) ? loader : new InsertLoader(dialect);
    way.load(connection, quotedTable, columns, rows);
  }
}
