package io.refrain.jdbc.replace;

import io.refrain.core.testing.Orders;
import io.refrain.jdbc.JdbcTable;
import io.refrain.jdbc.upsert.Database;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.values.Row;

/** A database of a test, with tables for the orders of the core's tests. */
final class Shop {
  final Database db;
  private final String columns;
  private final UnaryOperator<String> folding;
  private int tables;

  /**
   * @param columns of an orders table
   * @param folding what the database makes of a name without quotes
   */
  Shop(Database db, String columns, UnaryOperator<String> folding) {
    this.db = db;
    this.columns = columns;
    this.folding = folding;
  }

  /** A plain name as the database stores it. */
  String stored(String plain) {
    return folding.apply(plain);
  }

  /** Makes another table, and answers with its name. */
  String newTable() {
    String name = "orders" + ++tables;
    try {
      db.run("CREATE TABLE " + name + " (" + columns + ")");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return name;
  }

  /** A target, partitioned by the date. */
  JdbcTable byDate(String table) {
    return byRow(table).partitionedBy(Orders.DATE);
  }

  /** A target without partitions. */
  JdbcTable byRow(String table) {
    return JdbcTable.in(db.connection).table(table);
  }

  /** What a reader sees. */
  List<Row> rows(String table) {
    List<Row> rows = new ArrayList<>();
    try (Connection c = db.open();
        Statement s = c.createStatement();
        ResultSet r =
            s.executeQuery("SELECT order_id, order_date, product, amount FROM " + table)) {
      while (r.next()) {
        rows.add(
            Row.withSchema(Orders.SCHEMA)
                .addValues(
                    r.getLong(1),
                    LocalDate.parse(r.getString(2)),
                    r.getString(3),
                    new BigDecimal(r.getString(4)).setScale(2))
                .build());
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return rows;
  }

  /** How many staging tables are registered. */
  int stages() throws SQLException {
    return Integer.parseInt(db.query("SELECT COUNT(*) FROM refrain_stages").get(0));
  }
}
