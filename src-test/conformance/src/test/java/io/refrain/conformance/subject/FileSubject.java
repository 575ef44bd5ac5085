package io.refrain.conformance.subject;

import io.refrain.jdbc.JdbcConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Databases in the process, each in a file of its own. A connection keeps each open: DuckDB refuses
 * who comes while a database is being closed.
 */
public final class FileSubject implements UpsertSubject {
  private final String name;
  private final String prefix;
  private final Moments moments;
  private final Path directory = Files.createTempDirectory("conformance");
  private final AtomicInteger number = new AtomicInteger();
  private final Queue<Connection> keepers = new ConcurrentLinkedQueue<>();

  private FileSubject(String name, String prefix, Moments moments) throws IOException {
    this.name = name;
    this.prefix = prefix;
    this.moments = moments;
  }

  public static FileSubject sqlite() throws IOException {
    return new FileSubject("SQLite", "jdbc:sqlite:", Moments.TEXT);
  }

  public static FileSubject duckDb() throws IOException {
    return new FileSubject("DuckDB", "jdbc:duckdb:", Moments.ZONED_ALWAYS);
  }

  @Override
  public String title() {
    return "JDBC upsert, " + name;
  }

  @Override
  public JdbcConnection fresh() throws SQLException {
    String url = prefix + directory.resolve("shop" + number.incrementAndGet());
    keepers.add(DriverManager.getConnection(url));
    return JdbcConnection.of(url);
  }

  @Override
  public Moments moments() {
    return moments;
  }

  @Override
  public void close() throws IOException {
    for (Connection keeper : keepers) {
      try {
        keeper.close();
      } catch (SQLException e) {
        throw new IOException(e);
      }
    }
    Trees.delete(directory);
  }
}
