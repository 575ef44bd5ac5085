package io.refrain.cli.demo;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What the table of the tour's database holds.
 *
 * @param rows how many rows
 * @param quantity the sum of all quantities
 */
record Shop(long rows, long quantity) {
  static final String TABLE = "orders";

  static String url(Path directory) {
    return "jdbc:h2:file:" + directory.resolve("shop");
  }

  static Shop in(Path directory) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(directory));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT COUNT(*), SUM(quantity) FROM " + TABLE)) {
      result.next();
      return new Shop(result.getLong(1), result.getLong(2));
    }
  }
}
