package io.refrain.benchmarks.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;
import org.apache.beam.sdk.io.jdbc.JdbcIO;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/** Beam's own connector, with its default settings and a statement that keeps the newer row. */
final class BeamJdbc implements Contender {
  static final String NAME = "jdbcio";

  private static final String STATEMENT =
      """
      INSERT INTO orders AS t VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (order_id) DO UPDATE SET customer_id = excluded.customer_id,
        product = excluded.product, quantity = excluded.quantity, amount = excluded.amount,
        order_date = excluded.order_date, updated_at = excluded.updated_at
      WHERE excluded.updated_at > t.updated_at
      """;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Phase> phases() {
    return EnumSet.allOf(Phase.class);
  }

  @Override
  public void write(PCollection<Row> orders, Server server) {
    orders.apply(
        "JdbcIO",
        JdbcIO.<Row>write()
            .withDataSourceConfiguration(
                JdbcIO.DataSourceConfiguration.create(
                        "org.postgresql.Driver", server.connection().url())
                    .withUsername("postgres"))
            .withStatement(STATEMENT)
            .withPreparedStatementSetter(BeamJdbc::bind));
  }

  private static void bind(Row row, PreparedStatement to) throws SQLException {
    to.setLong(1, row.getInt64(0));
    to.setLong(2, row.getInt64(1));
    to.setString(3, row.getString(2));
    to.setInt(4, row.getInt32(3));
    to.setBigDecimal(5, row.getLogicalTypeValue(4, java.math.BigDecimal.class));
    to.setObject(6, row.getLogicalTypeValue(5, LocalDate.class));
    to.setObject(7, row.getLogicalTypeValue(6, Instant.class).atOffset(ZoneOffset.UTC));
  }
}
