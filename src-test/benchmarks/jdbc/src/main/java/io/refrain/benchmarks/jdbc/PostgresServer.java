package io.refrain.benchmarks.jdbc;

import io.refrain.jdbc.JdbcConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;

/** PostgreSQL from Maven's binaries. */
final class PostgresServer implements Server {
  static final String NAME = "postgresql";

  private static final String USER = "postgres";

  private final EmbeddedPostgres server;
  private final Control control;

  private PostgresServer(EmbeddedPostgres server, Control control) {
    this.server = server;
    this.control = control;
  }

  static PostgresServer start() throws IOException, SQLException {
    EmbeddedPostgres server = EmbeddedPostgres.builder().start();
    return new PostgresServer(server, new Control(url(server), USER));
  }

  private static String url(EmbeddedPostgres server) {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
  }

  @Override
  public Database database() {
    return Database.POSTGRESQL;
  }

  @Override
  public String describe() throws SQLException {
    return "PostgreSQL " + query("SHOW server_version");
  }

  @Override
  public JdbcConnection connection() {
    return JdbcConnection.of(url(server)).user(USER);
  }

  @Override
  public String user() {
    return USER;
  }

  @Override
  public void createTable() throws SQLException {
    control.run("DROP TABLE IF EXISTS orders");
    control.run(database().createTable());
  }

  @Override
  public void settle() throws SQLException {
    control.run("CHECKPOINT");
  }

  @Override
  public long logBytes() throws SQLException {
    return Long.parseLong(query("SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint"));
  }

  @Override
  public long deadlocks() throws SQLException {
    return Long.parseLong(
        query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
  }

  @Override
  public double cpuSeconds() throws SQLException, IOException {
    return ProcessTimes.ofChildren(ProcessTimes.parent(query("SELECT pg_backend_pid()")));
  }

  @Override
  public String content() throws SQLException {
    return query(
        "SELECT count(*) || ' rows, ' || sum(hashtextextended(orders::text, 0)) FROM orders");
  }

  private String query(String sql) throws SQLException {
    return control.query(sql, 1);
  }

  @Override
  public void close() throws IOException, SQLException {
    control.close();
    server.close();
  }
}
