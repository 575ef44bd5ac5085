package io.refrain.jdbc.upsert;

/** The contract of deletes on SQLite, each run merged in one transaction. */
final class SqliteAtomicDeletesTest extends SqliteDeletesTest {
  @Override
  protected Database freshDatabase() throws Exception {
    return super.freshDatabase().atomically();
  }

  @Override
  protected int step() {
    return 29;
  }
}
