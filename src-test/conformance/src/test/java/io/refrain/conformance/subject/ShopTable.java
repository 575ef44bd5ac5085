package io.refrain.conformance.subject;

import io.refrain.jdbc.JdbcConnection;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The table of {@link Shop} rows in a database, made and read by plain statements. */
public final class ShopTable {
  private static final String COLUMNS = "order_id, order_date, product, quantity, updated_at";

  private final JdbcConnection database;
  private final Moments moments;

  private ShopTable(JdbcConnection database, Moments moments) {
    this.database = database;
    this.moments = moments;
  }

  /**
   * Makes the table, in a fresh database.
   *
   * @param withKey whether it has a primary key
   */
  public static ShopTable create(UpsertSubject databases, boolean withKey) throws Exception {
    ShopTable table = new ShopTable(databases.fresh(), databases.moments());
    table.run(
        "CREATE TABLE orders (order_id BIGINT NOT NULL"
            + (withKey ? " PRIMARY KEY" : "")
            + ", order_date DATE NOT NULL, product VARCHAR(100), quantity INTEGER CHECK (quantity <"
            + " 1000), updated_at "
            + table.moments.type()
            + " NOT NULL)");
    return table;
  }

  public JdbcConnection database() {
    return database;
  }

  Moments moments() {
    return moments;
  }

  /** A connection of one's own, in auto-commit mode. */
  public Connection open() throws SQLException {
    return database.user() == null
        ? DriverManager.getConnection(database.url())
        : DriverManager.getConnection(database.url(), database.user().resolve("user name"), "");
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
                LocalDate.parse(result.getString(2)),
                result.getString(3),
                result.getObject(4, Integer.class),
                moments.read(result, 5)));
      }
    }
    rows.sort(null);
    return rows;
  }
}
