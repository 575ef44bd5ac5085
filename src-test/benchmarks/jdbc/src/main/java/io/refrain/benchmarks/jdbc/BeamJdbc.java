package io.refrain.benchmarks.jdbc;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import org.apache.beam.sdk.io.jdbc.JdbcIO;
import org.apache.beam.sdk.transforms.Wait;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/**
 * Beam's own connector, with its default settings: a statement that keeps the newer row; and where
 * a day is replaced, a delete by key of each row, then an insert.
 */
final class BeamJdbc implements Contender {
  static final String NAME = "jdbcio";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Phase> phases() {
    return EnumSet.allOf(Phase.class);
  }

  @Override
  public void write(PCollection<Row> orders, Phase phase, Server server) {
    Database database = server.database();
    if (phase == Phase.REPLACED) {
      PCollection<Void> deleted =
          orders.apply(
              "Delete",
              to(server)
                  .withStatement("DELETE FROM orders WHERE order_id = ?")
                  .withPreparedStatementSetter((row, to) -> to.setLong(1, row.getInt64(0)))
                  .withResults());
      orders
          .apply("WaitForDeletes", Wait.on(deleted))
          .setRowSchema(Orders.SCHEMA)
          .apply(
              "Insert",
              to(server)
                  .withStatement("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)")
                  .withPreparedStatementSetter((row, to) -> bind(database, row, to)));
    } else {
      orders.apply(
          "JdbcIO",
          to(server)
              .withStatement(database.upsert())
              .withPreparedStatementSetter((row, to) -> bind(database, row, to)));
    }
  }

  private static JdbcIO.Write<Row> to(Server server) {
    return JdbcIO.<Row>write()
        .withDataSourceConfiguration(
            JdbcIO.DataSourceConfiguration.create(
                    server.database().driver(), server.connection().url())
                .withUsername(server.user()));
  }

  private static void bind(Database database, Row row, PreparedStatement to) throws SQLException {
    to.setLong(1, row.getInt64(0));
    to.setLong(2, row.getInt64(1));
    to.setString(3, row.getString(2));
    to.setInt(4, row.getInt32(3));
    to.setBigDecimal(5, row.getLogicalTypeValue(4, BigDecimal.class));
    to.setObject(6, row.getLogicalTypeValue(5, LocalDate.class));
    to.setObject(7, database.moment(row.getLogicalTypeValue(6, Instant.class)));
  }
}
