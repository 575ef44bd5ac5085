package io.refrain.jdbc.replace;

import io.refrain.jdbc.upsert.MariaDbDatabase;
import java.util.function.UnaryOperator;

/** Databases of a real MariaDB server. */
final class MariaDbShop {
  private MariaDbShop() {}

  static Shop fresh() throws Exception {
    return new Shop(
        MariaDbDatabase.fresh(),
        "order_id BIGINT PRIMARY KEY, order_date DATE, product VARCHAR(20), amount NUMERIC(12,2)"
            + " NOT NULL",
        UnaryOperator.identity());
  }
}
