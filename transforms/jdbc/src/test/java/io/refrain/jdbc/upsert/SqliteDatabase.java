package io.refrain.jdbc.upsert;

import io.refrain.jdbc.JdbcConnection;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Databases of SQLite, each in a file of its own. */
public final class SqliteDatabase {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String ORDERS =
      "DROP TABLE orders;;CREATE TABLE orders (order_id BIGINT PRIMARY KEY, product VARCHAR(100)%s,"
          + " quantity INTEGER, updated_at TIMESTAMP %s)";

  private SqliteDatabase() {}

  public static Database in(Path directory) {
    return new Database(
        JdbcConnection.of(
            "jdbc:sqlite:" + directory.resolve("db" + NUMBER.incrementAndGet()).toAbsolutePath()),
        SqliteDatabase::own);
  }

  /** SQLite adds and drops columns, but alters none; a check needs a name to be told by it. */
  private static String own(String statement) {
    return switch (statement) {
      case "ALTER TABLE orders ALTER COLUMN updated_at DROP NOT NULL" -> ORDERS.formatted("", "");
      case "ALTER TABLE orders ALTER COLUMN product SET NOT NULL" ->
          ORDERS.formatted(" NOT NULL", "");
      case "ALTER TABLE orders ADD COLUMN clerk INTEGER NOT NULL" ->
          ORDERS.formatted(", clerk INTEGER NOT NULL", "");
      default ->
          statement
              .replace(" CHECK (quantity", " CONSTRAINT orders_quantity CHECK (quantity")
              .replace("TIMESTAMP WITH TIME ZONE '", "'")
              .replace("DATE '", "'")
              .replace("+00'", "'")
              .replaceAll("TIMESTAMP\\(6\\)\\s+WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE");
    };
  }
}
