package io.refrain.jdbc.dedup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import io.refrain.jdbc.upsert.Database;
import io.refrain.jdbc.upsert.MariaDbDatabase;
import org.junit.jupiter.api.Test;

/** The contract on a real MariaDB server. */
final class MariaDbDedupTest extends DedupContract {
  @Override
  protected Database freshDatabase() throws Exception {
    return MariaDbDatabase.fresh();
  }

  @Override
  protected String hardlyWait() {
    return "SET innodb_lock_wait_timeout = 1";
  }

  @Override
  protected boolean insertsPass() {
    return true;
  }

  @Override
  protected String numbered() {
    return "BIGINT AUTO_INCREMENT PRIMARY KEY";
  }

  @Override
  protected String exactText() {
    return " COLLATE utf8mb4_nopad_bin";
  }

  @Override
  protected String reference() {
    return "test.items change with it (foreign key of_order";
  }

  private void tellRowsApart() throws Exception {
    db.run("ALTER TABLE orders ADD COLUMN refrain_no BIGINT AUTO_INCREMENT PRIMARY KEY");
  }

  /**
   * Rows that nothing tells apart are deleted with all rows of their key, and what is new shows.
   */
  @Override
  @Test
  void nobodyChangesARowBetweenItsBeingReadAndItsBeingRemoved() throws Exception {
    tellRowsApart();
    super.nobodyChangesARowBetweenItsBeingReadAndItsBeingRemoved();
  }

  @Override
  @Test
  void aRowInsertedMeanwhileIsNotLost() throws Exception {
    tellRowsApart();
    super.aRowInsertedMeanwhileIsNotLost();
  }

  @Test
  void aKeyWhoseCollationIsLooseOrPadsIsRefused() throws Exception {
    db.run(
        "CREATE TABLE users (name VARCHAR(9), padded VARCHAR(9) COLLATE utf8mb4_bin, v INTEGER)",
        "INSERT INTO users VALUES ('a', 'a', 1), ('A', 'a ', 2)");

    for (String key : new String[] {"name", "padded"}) {
      TableDedup dedup = TableDedup.of(db.connection, "users").byKey(key).latestBy("v");
      RefrainException e = assertThrows(RefrainException.class, dedup::run);
      assertThat(
          e.getMessage(),
          containsString("its key column '" + key + "' compares texts by utf8mb4_"));
    }
    assertThat(db.query("SELECT COUNT(*) FROM users"), contains("2"));
  }

  @Test
  void aDecimalThatTellsRowsApartIsComparedExactly() throws Exception {
    db.run(
        "CREATE TABLE readings (id DECIMAL(30,0) PRIMARY KEY, k INTEGER, v INTEGER)",
        "INSERT INTO readings VALUES (100000000000000000000000000001, 1, 2),"
            + " (100000000000000000000000000002, 1, 1)");

    DedupReceipt receipt = TableDedup.of(db.connection, "readings").byKey("k").latestBy("v").run();

    assertThat(receipt.deleted(), is(1L));
    assertThat(db.query("SELECT id FROM readings"), contains("100000000000000000000000000001"));
  }
}
