package io.refrain.jdbc.upsert;

/** The contract of deletes on a real PostgreSQL server, each run merged in one transaction. */
final class PostgresAtomicDeletesTest extends PostgresDeletesTest {
  @Override
  protected Database freshDatabase() throws Exception {
    return super.freshDatabase().atomically();
  }

  @Override
  protected int step() {
    return 29;
  }
}
