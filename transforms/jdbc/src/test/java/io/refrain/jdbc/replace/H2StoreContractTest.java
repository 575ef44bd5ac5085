package io.refrain.jdbc.replace;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class H2StoreContractTest extends JdbcStoreContract {
  @TempDir Path directory;

  @Override
  Shop freshShop() {
    return H2Shop.in(directory);
  }
}
