package io.refrain.conformance.subject;

import io.refrain.jdbc.JdbcConnection;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The table of {@link Shop} rows in a database, made and read by plain statements. */
public final class ShopTable {
  private static final String COLUMNS = "order_id, order_date, product, quantity, updated_at";

  private final JdbcConnection database;

  private ShopTable(JdbcConnection database) {
    this.database = database;
  }

  /**
   * Makes the table.
   *
   * @param withKey whether it has a primary key
   */
  public static ShopTable create(JdbcConnection database, boolean withKey) throws SQLException {
    ShopTable table = new ShopTable(database);
    table.run(
        "CREATE TABLE orders (order_id BIGINT NOT NULL"
            + (withKey ? " PRIMARY KEY" : "")
            + ", order_date DATE NOT NULL, product VARCHAR(100), quantity INTEGER CHECK (quantity <"
            + " 1000), updated_at TIMESTAMP(6) WITH TIME ZONE NOT NULL)");
    return table;
  }

  public JdbcConnection database() {
    return database;
  }

  /** A connection of one's own, in auto-commit mode. */
  public Connection open() throws SQLException {
    return database.user() == null
        ? DriverManager.getConnection(database.url())
        : DriverManager.getConnection(database.url(), "postgres", "");
  }

  public void run(String... statements) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Every row as {@link Shop#text}, sorted. */
  public List<String> rows() throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT " + COLUMNS + " FROM orders")) {
      while (result.next()) {
        rows.add(
            Shop.text(
                result.getLong(1),
                result.getObject(2, LocalDate.class),
                result.getString(3),
                result.getObject(4, Integer.class),
                result.getObject(5, OffsetDateTime.class).toInstant()));
      }
    }
    rows.sort(null);
    return rows;
  }
}
