package io.refrain.jdbc.dialect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Loads rows by a prepared INSERT, sent in batches: works everywhere. */
public final class InsertLoader implements RowLoader {
  private static final int ROWS_AT_ONCE = 1000;

  private final JdbcDialect dialect;

  public InsertLoader(JdbcDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public boolean takes(List<TargetTable.Column> columns) {
    return true;
  }

  @Override
  public void load(
      Connection connection, String table, List<TargetTable.Column> columns, LoadRows rows)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(insert(table, columns))) {
      insert.setQueryTimeout(rows.timeoutSeconds());
      int waiting = 0;
      while (rows.next()) {
        for (int i = 0; i < columns.size(); i++) {
          insert.setObject(i + 1, rows.value(i));
        }
        insert.addBatch();
        if (++waiting == ROWS_AT_ONCE) {
          insert.executeBatch();
          waiting = 0;
        }
      }
      if (waiting > 0) {
        insert.executeBatch();
      }
    }
  }

  private String insert(String table, List<TargetTable.Column> columns) {
    return "INSERT INTO "
        + table
        + " ("
        + SqlText.list(columns, c -> dialect.quote(c.name()))
        + ") VALUES ("
        + SqlText.list(columns, dialect::placeholder)
        + ")";
  }
}
