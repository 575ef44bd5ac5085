package io.refrain.jdbc.replace;

final class PostgresStoreContractTest extends JdbcStoreContract {
  @Override
  Shop freshShop() throws Exception {
    return PostgresShop.fresh();
  }
}
