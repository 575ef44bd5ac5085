package io.refrain.jdbc.replace;

/** A real MariaDB server. */
final class MariaDbReplaceTest extends ReplaceScenarios {
  @Override
  Shop freshShop() throws Exception {
    return MariaDbShop.fresh();
  }

  @Override
  void alterType() throws Exception {
    shop.db.run("ALTER TABLE " + table + " MODIFY product VARCHAR(40)");
  }

  /** Each call is a round trip. */
  @Override
  int step() {
    return 7;
  }
}
