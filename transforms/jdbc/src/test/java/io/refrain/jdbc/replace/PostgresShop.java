package io.refrain.jdbc.replace;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.upsert.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.function.UnaryOperator;

/** A real PostgreSQL server, started by the first test that needs it. */
final class PostgresShop {
  private static EmbeddedPostgres server;

  private PostgresShop() {}

  static synchronized EmbeddedPostgres server() throws IOException {
    if (server == null) {
      server = EmbeddedPostgres.builder().setServerConfig("timezone", "America/St_Johns").start();
    }
    return server;
  }

  static JdbcConnection connection() throws IOException {
    return JdbcConnection.of("jdbc:postgresql://localhost:" + server().getPort() + "/postgres")
        .user("postgres");
  }

  static Shop fresh() throws IOException, SQLException {
    return fresh(new Database(connection()));
  }

  static Shop fresh(Database db) throws SQLException {
    db.run("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    return new Shop(
        db,
        "order_id bigint PRIMARY KEY, order_date date, product varchar(20), amount numeric(12,2)"
            + " NOT NULL",
        UnaryOperator.identity());
  }
}
