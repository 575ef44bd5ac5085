package io.refrain.jdbc.upsert;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.jdbc.ConnectionPool;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of deletes on SQLite in a file. */
class SqliteDeletesTest extends DeletesContract {
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() throws Exception {
    return SqliteDatabase.in(directory);
  }

  /**
   * Elsewhere somebody may take the locks away; here a run keeps everybody out, but for an atomic
   * one between staging and merging.
   */
  @Test
  @Override
  void locksThatAreTakenAwayUnderARunStopIt() throws Exception {
    if (db.isAtomic()) {
      super.locksThatAreTakenAwayUnderARunStopIt();
      return;
    }
    write(hard(), Change.delete(1, 3));
    SQLException[] refusal = new SQLException[1];
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      ForwardingConnections robbed =
          ForwardingConnections.after(
              pool,
              "commit",
              commitsOf(pool),
              () ->
                  refusal[0] =
                      assertThrows(
                          SQLException.class,
                          () -> db.run("PRAGMA busy_timeout = 1", "DELETE FROM refrain_locks")));

      db.upsert(hard(), Change.rows(List.of(Change.upsert(1, 9, "a"))), robbed);
    }
    assertThat(refusal[0].getMessage(), startsWith("[SQLITE_BUSY] The database file is locked"));
    assertThat(
        db.query("SELECT id, product, v FROM changes ORDER BY id"), contains("1|a|9", "9|a|1"));
  }

  /** A commit waits for the disk. */
  @Override
  protected int step() {
    return 5;
  }

  @Override
  protected String storedName(String plain) {
    return plain;
  }
}
