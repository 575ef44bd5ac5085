package io.refrain.jdbc;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.TargetTable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The statements on one table, and how rows of a batch are bound to them. Not thread-safe. */
final class TableStatements {
  private final String select;
  private final String selectLocked;
  private final String insert;
  private final String update;
  private final String updateTied;
  private final int timeoutSeconds;
  private final List<ColumnPort> ports = new ArrayList<>();
  private final List<ColumnReader> readers = new ArrayList<>();
  private final List<String> elementTypes = new ArrayList<>();
  private final int[] allColumns;
  private final int[] keyColumns;
  private final List<Integer> versions;
  private final RowCursor cursor;

  TableStatements(JdbcDialect dialect, RowLayout layout, TargetTable table, int timeoutSeconds) {
    this.select = dialect.selectByKeys(table, false);
    this.selectLocked = dialect.selectByKeys(table, true);
    this.insert = dialect.insertAbsent(table);
    this.update = dialect.updateOlder(table, false);
    this.updateTied = dialect.updateOlder(table, true);
    this.timeoutSeconds = timeoutSeconds;
    for (int i = 0; i < layout.columnCount(); i++) {
      TargetTable.Column column = table.columns().get(i);
      ColumnPort port =
          new ColumnPort(
              i, layout.name(i), layout.type(i), column.type(), dialect.bindsAsText(column.type()));
      ports.add(port);
      readers.add(port.reader());
      elementTypes.add(dialect.arrayElementType(column.type()));
    }
    this.allColumns = IntStream.range(0, ports.size()).toArray();
    this.keyColumns = table.keys().stream().mapToInt(Integer::intValue).toArray();
    this.versions = table.versions();
    this.cursor = new RowCursor(layout);
  }

  List<ColumnPort> ports() {
    return ports;
  }

  List<ColumnReader> readers() {
    return readers;
  }

  boolean isVersion(int column) {
    return versions.contains(column);
  }

  /** Reads the stored rows of some keys: the result has all columns, in the layout's order. */
  PreparedStatement select(Connection connection, Batch batch, int[] rows, boolean lock)
      throws SQLException {
    return prepare(connection, lock ? selectLocked : select, keyColumns, batch, rows);
  }

  /** Writes rows of one decision; answers how many were affected. */
  int write(Connection connection, UpsertDecision decision, Batch batch, int[] rows)
      throws SQLException {
    String sql =
        switch (decision) {
          case INSERT -> insert;
          case UPDATE -> update;
          case UPDATE_TIED -> updateTied;
          default -> throw new IllegalArgumentException(decision + " writes nothing");
        };
    try (PreparedStatement statement = prepare(connection, sql, allColumns, batch, rows)) {
      return statement.executeUpdate();
    }
  }

  private PreparedStatement prepare(
      Connection connection, String sql, int[] columns, Batch batch, int[] rows)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      statement.setQueryTimeout(timeoutSeconds);
      for (int i = 0; i < columns.length; i++) {
        Object[] values = values(ports.get(columns[i]), batch, rows);
        Array array = connection.createArrayOf(elementTypes.get(columns[i]), values);
        statement.setArray(i + 1, array);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private Object[] values(ColumnPort port, Batch batch, int[] rows) {
    Object[] values = port.newArray(rows.length);
    for (int i = 0; i < rows.length; i++) {
      byte[] row = batch.row(rows[i]);
      values[i] = port.get(cursor.at(row, 0, row.length));
    }
    return values;
  }
}
