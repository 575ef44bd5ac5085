package io.refrain.testkit.examples;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.testkit.Run;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.h2.jdbcx.JdbcDataSource;

/** A shop's database in memory, and the orders that are delivered to it each day. */
final class Shop implements Serializable {
  private static final long serialVersionUID = 1L;

  static final String FIRST_DAY = "2024-03-15";
  static final String SECOND_DAY = "2024-03-16";

  static final Schema ORDER =
      Schema.builder()
          .addInt64Field("order_id")
          .addStringField("status")
          .addInt64Field("amount")
          .addInt64Field("version")
          .addLogicalTypeField("order_date", SqlTypes.DATE)
          .build();
  static final Schema STORED_ORDER =
      Schema.builder()
          .addInt64Field("order_id")
          .addStringField("status")
          .addInt64Field("amount")
          .addInt64Field("version")
          .build();

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private final String url = "jdbc:h2:mem:shop" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1";

  DataSource dataSource() {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL(url);
    return h2;
  }

  JdbcConnection connection() {
    return JdbcConnection.of(url);
  }

  /** Drops and makes a table. */
  void create(String table, String columns) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS " + table);
      statement.execute("CREATE TABLE " + table + " (" + columns + ")");
    }
  }

  /** The orders of the run's day: each comes open, then paid. */
  static List<Row> orders(String day) {
    return orders(day, 2);
  }

  /** What an earlier delivery of the day held: nobody had paid yet. */
  static List<Row> olderOrders(String day) {
    return orders(day, 1);
  }

  private static List<Row> orders(String day, int versions) {
    LocalDate date = LocalDate.parse(day);
    List<Row> rows = new ArrayList<>();
    for (int version = 1; version <= versions; version++) {
      for (long i = 0; i < 8; i++) {
        rows.add(
            Row.withSchema(ORDER)
                .addValues(
                    date.getDayOfMonth() * 100L + i,
                    version == 1 ? "open" : "paid",
                    1000 + i * 10L + version,
                    (long) version,
                    date)
                .build());
      }
    }
    return rows;
  }

  /** Reads what is delivered to a run. */
  static PCollection<Row> read(Run run) {
    return run.pipeline()
        .apply(
            "Read",
            Create.of(run.input(orders(run.interval()), olderOrders(run.interval())))
                .withRowSchema(ORDER))
        .apply(run.deliver());
  }
}
