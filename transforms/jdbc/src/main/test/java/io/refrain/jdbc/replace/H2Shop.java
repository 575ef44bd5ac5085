package io.refrain.jdbc.replace;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.upsert.Database;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** H2 in a file, as the command line uses it. */
final class H2Shop {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private H2Shop() {}

  static Shop in(Path directory) {
    Path file = directory.resolve("db" + NUMBER.incrementAndGet()).toAbsolutePath();
    return new Shop(
        new Database(JdbcConnection.of("jdbc:h2:" + file)),
        "order_id BIGINT PRIMARY KEY, order_date DATE, product VARCHAR(20), amount NUMERIC(12,2)"
            + " NOT NULL");
  }
}
