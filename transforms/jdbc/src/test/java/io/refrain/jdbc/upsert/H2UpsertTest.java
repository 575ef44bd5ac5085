package io.refrain.jdbc.upsert;

import static io.refrain.jdbc.upsert.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import io.refrain.jdbc.JdbcConnection;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on H2 in a file, as the command line uses it. */
final class H2UpsertTest extends UpsertContract {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() {
    return new Database(
        JdbcConnection.of(
            "jdbc:h2:" + directory.resolve("db" + NUMBER.incrementAndGet()).toAbsolutePath()));
  }

  @Override
  protected String tableName(String plain) {
    return plain.toUpperCase(Locale.ROOT);
  }

  @Override
  protected String trueText() {
    return "TRUE";
  }

  @Override
  protected String generated() {
    return "1 + 1)";
  }

  @Test
  void unchangedRowsAreNotWritten() throws Exception {
    db.upsert("orders", orders(20, 1, 0));
    db.run(
        "CREATE TABLE writes (n INTEGER)",
        "CREATE TRIGGER count_updates AFTER UPDATE, INSERT ON orders CALL 'io.refrain.jdbc.upsert."
            + "CountWrites'");

    db.upsert("orders", orders(20, 1, 0));
    db.upsert("orders", orders(3, 2, 60));

    assertThat(db.query("SELECT COUNT(*) FROM writes"), contains("1"));
  }
}
