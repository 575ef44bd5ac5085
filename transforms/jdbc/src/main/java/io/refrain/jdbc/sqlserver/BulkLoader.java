package io.refrain.jdbc.sqlserver;

import com.microsoft.sqlserver.jdbc.SQLServerBulkCopy;
import com.microsoft.sqlserver.jdbc.SQLServerBulkCopyOptions;
import com.microsoft.sqlserver.jdbc.SQLServerConnection;
import io.refrain.jdbc.dialect.LoadRows;
import io.refrain.jdbc.dialect.RowLoader;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Loads rows by SQL Server's bulk copy, in the connection's transaction, under the table's
 * constraints and triggers.
 */
final class BulkLoader implements RowLoader {
  private static final int TIMEOUT_SECONDS = 300;

  /** Bulk copy sends times as text, of which the old datetime takes no more than three digits. */
  @Override
  public boolean takes(List<Column> columns) {
    return columns.stream().noneMatch(c -> c.type().name().equals(SqlServerTypes.DATETIME));
  }

  @Override
  public void load(Connection connection, String table, List<Column> columns, LoadRows rows)
      throws SQLException {
    SQLServerBulkCopyOptions options = new SQLServerBulkCopyOptions();
    options.setCheckConstraints(true);
    options.setFireTriggers(true);
    options.setKeepNulls(true);
    options.setUseInternalTransaction(false);
    options.setBulkCopyTimeout(TIMEOUT_SECONDS);
    try (SQLServerBulkCopy copy =
        new SQLServerBulkCopy(connection.unwrap(SQLServerConnection.class))) {
      copy.setBulkCopyOptions(options);
      copy.setDestinationTableName(table);
      for (int i = 0; i < columns.size(); i++) {
        copy.addColumnMapping(i + 1, columns.get(i).name());
      }
      copy.writeToServer(new BulkRows(columns, rows));
    }
  }
}
