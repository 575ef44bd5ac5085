package io.refrain.jdbc.replace;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreContractTest extends JdbcStoreContract {
  @TempDir Path directory;

  @Override
  Shop freshShop() {
    return SqliteShop.in(directory);
  }
}
