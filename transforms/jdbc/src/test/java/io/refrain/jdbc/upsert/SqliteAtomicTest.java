package io.refrain.jdbc.upsert;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Atomic merges on SQLite in a file. */
final class SqliteAtomicTest extends AtomicContract {
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() {
    return SqliteDatabase.in(directory);
  }

  @Override
  protected List<String> stagingTables() throws Exception {
    return db.query(
        "SELECT name FROM sqlite_master WHERE name LIKE 'refrain_stage%' AND name <> 'refrain_stages'");
  }
}
