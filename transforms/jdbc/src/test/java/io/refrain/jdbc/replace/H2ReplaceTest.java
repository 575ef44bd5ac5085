package io.refrain.jdbc.replace;

final class H2ReplaceTest extends ReplaceScenarios {
  @Override
  Shop freshShop() {
    return H2Shop.inMemory();
  }
}
