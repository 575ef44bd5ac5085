package io.refrain.jdbc.postgres;

import io.refrain.jdbc.dialect.InsertLoader;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.LoadRows;
import io.refrain.jdbc.dialect.RowLoader;
import io.refrain.jdbc.dialect.SqlStates;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Loads rows by {@code COPY … FROM STDIN} in its binary format, straight from their encoded form.
 *
 * <p>Source: the manual's pages on COPY and on the frontend/backend protocol, and the receive
 * functions of the types.
 */
final class CopyLoader implements RowLoader {
  /** A signature, and two numbers that are both 0: flags, and the length of an extension. */
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private static final int TRAILER = -1;

  private final JdbcDialect dialect;

  CopyLoader(JdbcDialect dialect) {
    this.dialect = dialect;
  }

  /** Not without the driver whose own interface this uses, nor for types whose form is unknown. */
  @Override
  public boolean takes(List<Column> columns) {
    return isDriverPresent()
        && columns.stream().allMatch(c -> c.type().family() != StoredType.Family.OTHER);
  }

  @Override
  public void load(Connection connection, String table, List<Column> columns, LoadRows rows)
      throws SQLException {
    if (!connection.isWrapperFor(PGConnection.class)) {
      new InsertLoader(dialect).load(connection, table, columns, rows);
      return;
    }
    limit(connection, rows.timeoutSeconds());
    String sql =
        "COPY "
            + table
            + " ("
            + SqlText.list(columns, c -> dialect.quote(c.name()))
            + ") FROM STDIN (FORMAT binary)";
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    long stored;
    try {
      stored = send(copy, columns, rows);
    } catch (SQLException | RuntimeException e) {
      cancel(copy, e);
      throw e;
    }
    if (stored != rows.count()) {
      throw new SQLException(
          "COPY stored " + stored + " of " + rows.count() + " rows: a trigger left the others out",
          SqlStates.INTEGRITY_CONSTRAINT_VIOLATION + "000");
    }
  }

  private static long send(CopyIn copy, List<Column> columns, LoadRows rows) throws SQLException {
    BinaryBuffer out = new BinaryBuffer(copy::writeToCopy);
    BinaryRow row = new BinaryRow(columns, rows);
    out.putRaw(HEADER);
    while (rows.next()) {
      out.putShort(columns.size());
      row.write(rows.row(), out);
    }
    out.putShort(TRAILER);
    out.flush();
    return copy.endCopy();
  }

  // Otherwise the connection would wait for the rest, whatever it is asked next.
  private static void cancel(CopyIn copy, Exception cause) {
    if (copy.isActive()) {
      try {
        copy.cancelCopy();
      } catch (SQLException e) {
        cause.addSuppressed(e);
      }
    }
  }

  // The driver limits statements from its own side, but not a COPY. Lasts until the transaction
  // ends.
  private static void limit(Connection connection, int seconds) throws SQLException {
    if (seconds > 0) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET LOCAL statement_timeout = '" + seconds + "s'");
      }
    }
  }

  /** Whether the driver can be seen from here: on a runner it may lie in another class loader. */
  static boolean isDriverPresent() {
    return Driver.PRESENT;
  }

  private static final class Driver {
    private static final boolean PRESENT = present();

    private static boolean present() {
      try {
        Class.forName("org.postgresql.PGConnection", false, CopyLoader.class.getClassLoader());
        return true;
      } catch (ClassNotFoundException e) {
        return false;
      }
    }
  }
}
