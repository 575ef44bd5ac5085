package io.refrain.jdbc.replace;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.upsert.Database;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Databases of H2. */
final class H2Shop {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private H2Shop() {}

  /** In a file, as the command line uses it. */
  static Shop in(Path directory) {
    return at(directory.resolve("db" + NUMBER.incrementAndGet()).toAbsolutePath().toString());
  }

  static Shop inMemory() {
    return at("mem:shop" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
  }

  private static Shop at(String place) {
    return new Shop(
        new Database(JdbcConnection.of("jdbc:h2:" + place)),
        "order_id BIGINT PRIMARY KEY, order_date DATE, product VARCHAR(20), amount NUMERIC(12,2)"
            + " NOT NULL",
        name -> name.toUpperCase(Locale.ROOT));
  }
}
