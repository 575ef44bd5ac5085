package io.refrain.jdbc.replace;

final class MariaDbStoreContractTest extends JdbcStoreContract {
  @Override
  Shop freshShop() throws Exception {
    return MariaDbShop.fresh();
  }
}
