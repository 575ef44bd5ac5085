package io.refrain.jdbc.scratch;

import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.JdbcConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A session of a server that makes copies, and holds the lock that says that they are in use. */
final class OwnerSession implements AutoCloseable {
  private final ConnectionPool pool;
  private final Connection connection;

  OwnerSession(JdbcConnection database) throws SQLException {
    pool = ConnectionPool.acquire(database);
    Connection borrowed = null;
    try {
      borrowed = pool.borrow();
      borrowed.setAutoCommit(true);
    } catch (SQLException | RuntimeException e) {
      if (borrowed != null) {
        pool.discard(borrowed);
      }
      pool.close();
      throw e;
    }
    connection = borrowed;
  }

  Connection connection() {
    return connection;
  }

  /** The first column of what a query finds. */
  List<String> texts(String sql, String... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      List<String> texts = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
      return texts;
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Ends the session, and with it its lock. */
  @Override
  public void close() {
    pool.discard(connection);
    pool.close();
  }
}
