package io.refrain.benchmarks.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A connection to ask a server by, beside the one that is measured. */
final class Control implements AutoCloseable {
  private final Connection connection;

  Control(String url, String user) throws SQLException {
    this.connection = DriverManager.getConnection(url, user, "");
  }

  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A column of the first row. */
  String query(String sql, int column) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(column);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
