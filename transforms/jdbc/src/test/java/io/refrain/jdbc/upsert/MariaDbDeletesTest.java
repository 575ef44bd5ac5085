package io.refrain.jdbc.upsert;

/** The contract of deletes on a real MariaDB server. */
class MariaDbDeletesTest extends DeletesContract {
  @Override
  protected Database freshDatabase() throws Exception {
    return MariaDbDatabase.fresh();
  }

  @Override
  protected String storedName(String plain) {
    return plain;
  }
}
