package io.refrain.jdbc.upsert;

import io.refrain.jdbc.JdbcConnection;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;

/** The contract of deletes on H2 in a file, as the command line uses it. */
class H2DeletesTest extends DeletesContract {
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() throws Exception {
    return new Database(JdbcConnection.of("jdbc:h2:" + directory.resolve("db").toAbsolutePath()));
  }

  @Override
  protected String storedName(String plain) {
    return plain.toUpperCase(Locale.ROOT);
  }
}
