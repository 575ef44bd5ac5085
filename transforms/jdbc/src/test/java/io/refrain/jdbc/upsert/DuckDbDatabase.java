package io.refrain.jdbc.upsert;

import io.refrain.jdbc.JdbcConnection;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Databases of DuckDB, each in a file of its own. */
public final class DuckDbDatabase {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private DuckDbDatabase() {}

  public static Database in(Path directory) {
    return new Database(
        JdbcConnection.of(
            "jdbc:duckdb:" + directory.resolve("db" + NUMBER.incrementAndGet()).toAbsolutePath()),
        DuckDbDatabase::own);
  }

  /** DuckDB keeps no length, and adds no column with a constraint or an expression. */
  private static String own(String statement) {
    String orders =
        "DROP TABLE orders;;CREATE TABLE orders (order_id BIGINT PRIMARY KEY, product VARCHAR,"
            + " updated_at TIMESTAMP WITH TIME ZONE, quantity INTEGER";
    return switch (statement) {
      case "ALTER TABLE orders ADD COLUMN clerk INTEGER NOT NULL" ->
          orders + ", clerk INTEGER NOT NULL)";
      case "ALTER TABLE orders ADD COLUMN quantity INTEGER GENERATED ALWAYS AS (1 + 1)" ->
          orders + " GENERATED ALWAYS AS (1 + 1))";
      default ->
          statement
              .replace("VARCHAR(100)", "VARCHAR CHECK (length(product) <= 100)")
              // A reserved word here.
              .replace(", at TIMESTAMP", ", \"at\" TIMESTAMP")
              .replace(" = at THEN", " = \"at\" THEN")
              .replaceAll("TIMESTAMP\\(6\\)\\s+WITH", "TIMESTAMP WITH");
    };
  }
}
