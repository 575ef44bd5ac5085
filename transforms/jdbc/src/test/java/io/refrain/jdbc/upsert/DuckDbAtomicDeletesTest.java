package io.refrain.jdbc.upsert;

/** The contract of deletes on DuckDB, each run merged in one transaction. */
final class DuckDbAtomicDeletesTest extends DuckDbDeletesTest {
  @Override
  protected Database freshDatabase() throws Exception {
    return super.freshDatabase().atomically();
  }

  @Override
  protected int step() {
    return 29;
  }
}
