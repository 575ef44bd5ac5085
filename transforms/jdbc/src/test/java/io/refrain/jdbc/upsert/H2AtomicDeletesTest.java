package io.refrain.jdbc.upsert;

/** The contract of deletes on H2, each run merged in one transaction. */
final class H2AtomicDeletesTest extends H2DeletesTest {
  @Override
  protected Database freshDatabase() throws Exception {
    return super.freshDatabase().atomically();
  }

  @Override
  protected int step() {
    return 29;
  }
}
