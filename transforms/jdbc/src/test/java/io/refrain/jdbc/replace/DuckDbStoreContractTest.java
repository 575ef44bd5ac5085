package io.refrain.jdbc.replace;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class DuckDbStoreContractTest extends JdbcStoreContract {
  @TempDir Path directory;

  @Override
  Shop freshShop() {
    return DuckDbShop.in(directory);
  }
}
