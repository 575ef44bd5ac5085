package io.refrain.jdbc.upsert;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract of deletes on DuckDB in a file. */
class DuckDbDeletesTest extends DeletesContract {
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() throws Exception {
    return DuckDbDatabase.in(directory);
  }

  /** A commit waits for the disk. */
  @Override
  protected int step() {
    return 11;
  }

  @Override
  protected String storedName(String plain) {
    return plain;
  }
}
