package io.refrain.benchmarks.jdbc;

import io.refrain.jdbc.JdbcConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL from Maven's binaries. */
final class PostgresServer implements Server {
  private static final String USER = "postgres";
  // Fields of proc(5) stat, counted from the state: parent, user and system time, those of
  // children.
  private static final int PARENT = 1;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;
  private static final int CHILD_USER_TICKS = 13;
  private static final int CHILD_SYSTEM_TICKS = 14;
  private static final double TICKS_PER_SECOND = 100;

  private final EmbeddedPostgres server;
  private final Connection control;

  private PostgresServer(EmbeddedPostgres server, Connection control) {
    this.server = server;
    this.control = control;
  }

  static PostgresServer start() throws IOException, SQLException {
    EmbeddedPostgres server = EmbeddedPostgres.builder().start();
    return new PostgresServer(server, DriverManager.getConnection(url(server), USER, ""));
  }

  private static String url(EmbeddedPostgres server) {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
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
  public void createTable() throws SQLException {
    run("DROP TABLE IF EXISTS orders");
    run("CREATE TABLE orders (" + Orders.COLUMNS + ", PRIMARY KEY (order_id))");
  }

  @Override
  public void settle() throws SQLException {
    run("CHECKPOINT");
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
    String backend = query("SELECT pg_backend_pid()");
    String postmaster = stat(Path.of("/proc", backend))[PARENT];
    long ticks = 0;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        ticks += ticks(process, postmaster);
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  // Those of processes that have ended are the postmaster's, as of children waited for.
  private static long ticks(Path process, String postmaster) throws IOException {
    try {
      String[] stat = stat(process);
      if (process.getFileName().toString().equals(postmaster)) {
        return Long.parseLong(stat[CHILD_USER_TICKS]) + Long.parseLong(stat[CHILD_SYSTEM_TICKS]);
      }
      return stat[PARENT].equals(postmaster)
          ? Long.parseLong(stat[USER_TICKS]) + Long.parseLong(stat[SYSTEM_TICKS])
          : 0;
    } catch (NoSuchFileException e) {
      return 0; // It has just ended.
    }
  }

  private static String[] stat(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"), StandardCharsets.UTF_8);
    return stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ", -1);
  }

  @Override
  public String content() throws SQLException {
    return query(
        "SELECT count(*) || ' rows, ' || sum(hashtextextended(orders::text, 0)) FROM orders");
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = control.createStatement()) {
      statement.execute(sql);
    }
  }

  private String query(String sql) throws SQLException {
    try (Statement statement = control.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
