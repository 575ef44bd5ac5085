package io.refrain.conformance.subject;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.testing.MariaDbServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A real MariaDB server; each database of it is one target. It ends with the process. */
public final class MariaDbSubject implements UpsertSubject {
  private final AtomicInteger databases = new AtomicInteger();

  @Override
  public String title() {
    return "JDBC upsert, MariaDB";
  }

  @Override
  public JdbcConnection fresh() throws Exception {
    String server = "jdbc:mariadb://localhost:" + MariaDbServer.port() + "/";
    String database = "conformance" + databases.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(server, "root", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database + " CHARACTER SET utf8mb4");
    }
    return JdbcConnection.of(server + database).user("root");
  }

  @Override
  public Moments moments() {
    return Moments.UTC;
  }

  @Override
  public boolean isServer() {
    return true;
  }
}
