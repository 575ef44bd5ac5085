package io.refrain.conformance.subject;

import io.refrain.jdbc.JdbcConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL server; each database of it is one target. */
public final class PostgresSubject implements UpsertSubject {
  private final EmbeddedPostgres server;
  private int databases;

  public PostgresSubject() throws IOException {
    server = EmbeddedPostgres.builder().start();
  }

  @Override
  public String title() {
    return "JDBC upsert, PostgreSQL";
  }

  @Override
  public synchronized JdbcConnection fresh() throws SQLException {
    String database = "conformance" + databases++;
    String server = "jdbc:postgresql://localhost:" + this.server.getPort() + "/";
    try (Connection connection = DriverManager.getConnection(server + "postgres", "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
    }
    return JdbcConnection.of(server + database).user("postgres");
  }

  @Override
  public boolean isServer() {
    return true;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
