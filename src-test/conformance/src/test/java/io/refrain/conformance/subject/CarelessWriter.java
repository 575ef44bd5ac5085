package io.refrain.conformance.subject;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.beam.sdk.values.Row;

/** Writes rows as one should not: each way a mistake that people make. */
public final class CarelessWriter {
  private static final String SET =
      "UPDATE orders SET order_date = ?, product = ?, quantity = ?, updated_at = ?, order_id = ?";

  private final ShopTable table;
  private final Runnable afterEachRow;

  public CarelessWriter(ShopTable table, Runnable afterEachRow) {
    this.table = table;
    this.afterEachRow = afterEachRow;
  }

  /** INSERT, whatever is there. */
  public void append(List<Row> rows) throws SQLException {
    try (Connection connection = table.open()) {
      for (Row row : rows) {
        insert(connection, row);
      }
    }
  }

  /** Overwrites whatever is there, each row in a transaction of its own. */
  public void overwrite(List<Row> rows) throws SQLException {
    overwrite(rows, " WHERE order_id = ?", "order_id");
  }

  /** Finds rows by another unique column, and sets their key. */
  public void overwriteByProduct(List<Row> rows) throws SQLException {
    overwrite(rows, " WHERE product = ?", "product");
  }

  private void overwrite(List<Row> rows, String where, String by) throws SQLException {
    try (Connection connection = table.open()) {
      for (Row row : rows) {
        overwrite(connection, row, where, by);
        afterEachRow.run();
      }
    }
  }

  private void overwrite(Connection connection, Row row, String where, String by)
      throws SQLException {
    boolean found;
    try (PreparedStatement update = connection.prepareStatement(SET + where)) {
      bind(update, row);
      update.setObject(6, row.getValue(by));
      found = update.executeUpdate() > 0;
    }
    if (!found) {
      insert(connection, row);
    }
  }

  private void insert(Connection connection, Row row) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO orders (order_date, product, quantity, updated_at, order_id)"
                + " VALUES (?, ?, ?, ?, ?)")) {
      bind(insert, row);
      insert.executeUpdate();
    }
  }

  private void bind(PreparedStatement statement, Row row) throws SQLException {
    statement.setObject(1, row.getLogicalTypeValue("order_date", LocalDate.class));
    statement.setString(2, row.getString("product"));
    statement.setObject(3, row.getInt32("quantity"));
    statement.setObject(
        4, table.moments().stored(row.getLogicalTypeValue("updated_at", Instant.class)));
    statement.setLong(5, row.getInt64("order_id"));
  }

  /** Values as part of the text. */
  public void paste(List<Row> rows) throws SQLException {
    try (Connection connection = table.open();
        Statement statement = connection.createStatement()) {
      for (Row row : rows) {
        statement.execute(
            "INSERT INTO orders VALUES ("
                + row.getInt64("order_id")
                + ", '"
                + row.getLogicalTypeValue("order_date", LocalDate.class)
                + "', '"
                + row.getString("product")
                + "', "
                + row.getInt32("quantity")
                + ", '"
                + row.getLogicalTypeValue("updated_at", Instant.class)
                + "')");
      }
    }
  }

  /** One transaction, in the order the rows come; waits for another writer after the first row. */
  public void inOneTransaction(List<Row> rows, CyclicBarrier afterTheFirst) throws SQLException {
    try (Connection connection = table.open()) {
      connection.setAutoCommit(false);
      boolean first = true;
      for (Row row : rows) {
        overwrite(connection, row, " WHERE order_id = ?", "order_id");
        if (first) {
          await(afterTheFirst);
        }
        first = false;
      }
      connection.commit();
    }
  }

  /** One transaction, and the same again if its outcome is unknown. */
  public void untilItIsAnswered(List<Row> rows, int attempts) throws SQLException {
    SQLException lost = null;
    for (int attempt = 0; attempt < attempts; attempt++) {
      try (Connection connection = table.open()) {
        connection.setAutoCommit(false);
        for (Row row : rows) {
          overwrite(connection, row, " WHERE order_id = ?", "order_id");
        }
        connection.commit();
        return;
      } catch (SQLException e) {
        lost = e;
      }
    }
    throw lost;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
