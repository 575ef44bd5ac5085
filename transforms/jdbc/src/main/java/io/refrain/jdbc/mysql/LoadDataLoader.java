package io.refrain.jdbc.mysql;

import io.refrain.jdbc.dialect.InsertLoader;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.LoadRows;
import io.refrain.jdbc.dialect.RowLoader;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Set;

/**
 * Loads rows by {@code LOAD DATA LOCAL}, the file being made while it is read.
 *
 * <p>With LOCAL the server bends values that do not fit and leaves rows out that violate a
 * constraint, and only warns of it: so any warning is an error here, and the transaction goes back.
 * Few rows are inserted: that is as fast, and the error says more.
 */
final class LoadDataLoader implements RowLoader {
  private static final int FEW = 20;

  private static final Set<Integer> NOT_ALLOWED =
      Set.of(
          MySqlErrors.ER_NOT_ALLOWED_COMMAND,
          MySqlErrors.ER_CLIENT_LOCAL_FILES_DISABLED,
          MySqlErrors.ER_LOAD_INFILE_CAPABILITY_DISABLED);

  private final JdbcDialect dialect;
  private final InsertLoader inserts;
  private final String driver;
  private final LocalFile hook;

  /** How a driver is given what it sends when the server asks for the file. */
  interface LocalFile {
    void give(Statement statement, InputStream file) throws SQLException;
  }

  /**
   * @param driver the driver that the hook is for; with another, rows are inserted
   */
  LoadDataLoader(JdbcDialect dialect, String driver, LocalFile hook) {
    this.dialect = dialect;
    this.inserts = new InsertLoader(dialect);
    this.driver = driver;
    this.hook = hook;
  }

  /** The bits of a BIT column cannot be written as text. */
  @Override
  public boolean takes(List<Column> columns) {
    return columns.stream().noneMatch(c -> c.type().name().equals("bit"));
  }

  @Override
  public void load(Connection connection, String table, List<Column> columns, LoadRows rows)
      throws SQLException {
    if (rows.count() <= FEW
        || !driver.equals(connection.getMetaData().getDriverName())
        || !sent(connection, table, columns, rows)) {
      inserts.load(connection, table, columns, new WideFloats(rows));
    }
  }

  /** False if the server, or the driver, does not allow it; nothing was read of the rows then. */
  private boolean sent(Connection connection, String table, List<Column> columns, LoadRows rows)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      hook.give(statement, new LoadDataFile(columns, rows));
      int loaded = statement.executeUpdate(text(table, columns));
      SQLWarning warning = statement.getWarnings();
      if (warning != null) {
        throw new SQLException(warning.getMessage(), warning.getSQLState(), warning.getErrorCode());
      }
      if (loaded != rows.count()) {
        throw new SQLException(
            "Of " + rows.count() + " rows " + loaded + " were loaded, without a warning.", "44000");
      }
      return true;
    } catch (SQLException e) {
      if (NOT_ALLOWED.contains(e.getErrorCode())) {
        return false;
      }
      throw e;
    }
  }

  /** The format is LOAD DATA's own: tabs, line feeds, backslashes. */
  private String text(String table, List<Column> columns) {
    List<Column> bytes = columns.stream().filter(LoadDataLoader::isBytes).toList();
    return "LOAD DATA LOCAL INFILE 'refrain' INTO TABLE "
        + table
        + " CHARACTER SET utf8mb4 ("
        + SqlText.list(
            columns, c -> isBytes(c) ? "@hex" + bytes.indexOf(c) : dialect.quote(c.name()))
        + ")"
        + (bytes.isEmpty() ? "" : " SET ")
        + SqlText.list(
            bytes, c -> dialect.quote(c.name()) + " = UNHEX(@hex" + bytes.indexOf(c) + ")");
  }

  static boolean isBytes(Column column) {
    return column.type().family() == Family.BYTES || column.type().family() == Family.PADDED_BYTES;
  }
}
