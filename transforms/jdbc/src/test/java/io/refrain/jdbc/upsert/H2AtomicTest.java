package io.refrain.jdbc.upsert;

import io.refrain.jdbc.JdbcConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** Atomic merges on H2 in a file. */
final class H2AtomicTest extends AtomicContract {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() {
    return new Database(
        JdbcConnection.of(
            "jdbc:h2:" + directory.resolve("db" + NUMBER.incrementAndGet()).toAbsolutePath()));
  }

  @Override
  protected List<String> calls() {
    return List.of("createStatement", "prepareStatement", "createArrayOf", "commit");
  }

  @Override
  protected List<String> stagingTables() throws Exception {
    return db.query(
        "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'refrain_stage%' AND table_name <> 'refrain_stages'");
  }
}
