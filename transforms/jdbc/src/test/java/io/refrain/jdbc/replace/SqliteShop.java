package io.refrain.jdbc.replace;

import io.refrain.jdbc.upsert.SqliteDatabase;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Databases of SQLite in a file. */
final class SqliteShop {
  private SqliteShop() {}

  static Shop in(Path directory) {
    return new Shop(
        SqliteDatabase.in(directory),
        "order_id BIGINT PRIMARY KEY, order_date DATE, product VARCHAR(20), amount NUMERIC(12,2)"
            + " NOT NULL",
        UnaryOperator.identity());
  }
}
