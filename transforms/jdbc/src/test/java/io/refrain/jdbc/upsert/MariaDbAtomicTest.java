package io.refrain.jdbc.upsert;

import java.util.List;

/** Atomic merges on a real MariaDB server. */
final class MariaDbAtomicTest extends AtomicContract {
  @Override
  protected Database freshDatabase() throws Exception {
    return MariaDbDatabase.fresh();
  }

  @Override
  protected List<String> stagingTables() throws Exception {
    return db.query(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE 'refrain_stage%' AND table_name <> 'refrain_stages'");
  }
}
