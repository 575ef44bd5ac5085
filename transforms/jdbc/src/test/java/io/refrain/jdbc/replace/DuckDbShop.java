package io.refrain.jdbc.replace;

import io.refrain.jdbc.upsert.DuckDbDatabase;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Databases of DuckDB in a file. */
final class DuckDbShop {
  private DuckDbShop() {}

  static Shop in(Path directory) {
    return new Shop(
        DuckDbDatabase.in(directory),
        "order_id BIGINT PRIMARY KEY, order_date DATE, product VARCHAR(20), amount NUMERIC(12,2)"
            + " NOT NULL",
        UnaryOperator.identity());
  }
}
