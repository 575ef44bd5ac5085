package io.refrain.jdbc.dedup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.refrain.jdbc.upsert.Database;
import io.refrain.jdbc.upsert.DuckDbDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on DuckDB, where nobody waits. */
final class DuckDbDedupTest extends DedupContract {
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() throws Exception {
    Database database = DuckDbDatabase.in(directory);
    database.run("CREATE SEQUENCE numbers");
    return database;
  }

  @Override
  protected String hardlyWait() {
    return "SELECT 1";
  }

  @Override
  protected boolean insertsPass() {
    return true;
  }

  @Override
  protected String numbered() {
    return "BIGINT DEFAULT nextval('numbers') PRIMARY KEY";
  }

  /** DuckDB has no foreign keys that reach other tables, and no triggers. */
  @Override
  @Test
  void deletesThatWouldReachOtherTablesAreRefusedUnlessAllowed() throws Exception {
    appendFewDuplicates();
    assertThat(orders().plan().sideEffects().isEmpty(), is(true));
  }

  /** An update by somebody else in this process is not seen: see {@link TableDedup}. */
  @Override
  @Test
  void nobodyChangesARowBetweenItsBeingReadAndItsBeingRemoved() throws Exception {
    appendFewDuplicates();

    withOther(
        Way.NATIVE,
        "DELETE",
        () ->
            asOther(
                "UPDATE orders SET updated_at = TIMESTAMP WITH TIME ZONE '2030-01-01 00:00:00+00'"
                    + " WHERE product = 'old'"));

    assertThat(db.query(CONTENT), equalTo(FEW_AFTER));
  }

  @Test
  void ofTwoThatRemoveOneRowTheLaterBeginsAgain() throws Exception {
    appendFewDuplicates();

    DedupReceipt receipt =
        withOther(Way.NATIVE, "DELETE", () -> asOther("DELETE FROM orders WHERE product = 'old'"));

    assertThat(receipt.deleted(), is(1L));
    assertThat(db.query(CONTENT), equalTo(FEW_AFTER));
  }

  /** What is inserted meanwhile is not seen, and not touched. */
  @Override
  @Test
  void aRowInsertedMeanwhileIsNotLostWhereRowsAreInsertedAgain() throws Exception {
    appendFewDuplicates();

    withOther(
        Way.NO_ROW_IDS_NO_LOCK,
        "",
        () -> asOther("INSERT INTO orders (order_id, product) VALUES (1, 'mine')"));

    assertThat(db.query(CONTENT), contains("1|mine|null", "1|new|2", "2|only|1", "3|same|3"));
    assertThat(dedup(Way.NATIVE).deleted(), is(1L));
    assertThat(db.query(CONTENT), equalTo(FEW_AFTER));
  }

  /** A transaction sees what was there when it began. */
  @Override
  @Test
  void somebodyWhoNeverStopsWritingIsAConflict() throws Exception {
    aRowInsertedMeanwhileIsNotLostWhereRowsAreInsertedAgain();
  }

  @Test
  void aKeyWhoseCollationIgnoresCaseIsComparedExactly() throws Exception {
    db.run(
        "CREATE TABLE users (name VARCHAR COLLATE NOCASE, v INTEGER)",
        "INSERT INTO users VALUES ('a', 1), ('A', 1), ('a', 2), ('A', 2), ('a', 0)");

    DedupReceipt receipt = TableDedup.of(db.connection, "users").byKey("name").latestBy("v").run();

    assertThat(receipt.deleted(), is(3L));
    assertThat(db.query("SELECT name, v FROM users ORDER BY encode(name)"), contains("A|2", "a|2"));
  }
}
