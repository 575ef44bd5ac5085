package io.refrain.jdbc.dedup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.jdbc.upsert.Database;
import io.refrain.jdbc.upsert.SqliteDatabase;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on SQLite, where one transaction writes at a time. */
final class SqliteDedupTest extends DedupContract {
  private static final DateTimeFormatter TIMES =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  @TempDir Path directory;

  @Override
  protected Database freshDatabase() {
    return SqliteDatabase.in(directory);
  }

  @Override
  protected String hardlyWait() {
    return "PRAGMA busy_timeout = 20";
  }

  @Override
  protected boolean insertsPass() {
    return false;
  }

  @Override
  protected String numbered() {
    return "INTEGER PRIMARY KEY AUTOINCREMENT";
  }

  @Override
  protected String reference() {
    return "items change with it (foreign key FOREIGN KEY (order_row)";
  }

  @Override
  protected void bind(PreparedStatement statement, int position, Instant at) throws SQLException {
    statement.setString(position, at == null ? null : TIMES.format(at));
  }

  /** Nobody else writes, whatever way is taken. */
  @Override
  @Test
  void aRowInsertedMeanwhileIsNotLostWhereRowsAreInsertedAgain() throws Exception {
    appendFewDuplicates();

    withOther(
        Way.NO_ROW_IDS_NO_LOCK,
        "",
        () ->
            assertThrows(
                SQLException.class,
                () -> asOther("INSERT INTO orders (order_id, product) VALUES (1, 'mine')")));

    assertThat(db.query(CONTENT), equalTo(FEW_AFTER));
  }

  @Override
  @Test
  void somebodyWhoNeverStopsWritingIsAConflict() throws Exception {
    aRowInsertedMeanwhileIsNotLostWhereRowsAreInsertedAgain();
  }

  @Test
  void aKeyWhoseCollationIgnoresCaseIsComparedExactly() throws Exception {
    db.run(
        "CREATE TABLE users (name TEXT COLLATE NOCASE, v INTEGER)",
        "INSERT INTO users VALUES ('a', 1), ('A', 1), ('a', 2), ('A', 2), ('a', 0)");

    DedupReceipt receipt = TableDedup.of(db.connection, "users").byKey("name").latestBy("v").run();

    assertThat(receipt.deleted(), is(3L));
    assertThat(
        db.query("SELECT name, v FROM users ORDER BY name COLLATE BINARY"), contains("A|2", "a|2"));
  }

  @Test
  void aTableWithoutNumbersOfRowsAndOneThatHidesThemAreDone() throws Exception {
    db.run(
        "CREATE TABLE keyed (id TEXT NOT NULL PRIMARY KEY, k INTEGER, v INTEGER) WITHOUT ROWID",
        "INSERT INTO keyed VALUES ('x', 1, 1), ('y', 1, 2)",
        "CREATE TABLE hiding (_rowid_ INTEGER, RowId INTEGER, v INTEGER)",
        "INSERT INTO hiding VALUES (1, 7, 1), (1, 7, 2), (1, 7, 2), (1, 8, 2)");

    TableDedup.of(db.connection, "keyed").byKey("k").latestBy("v").run();
    TableDedup.of(db.connection, "hiding").byKey("_rowid_", "rowid").latestBy("v").run();

    assertThat(db.query("SELECT id FROM keyed"), contains("y"));
    assertThat(
        db.query("SELECT \"_rowid_\", \"RowId\", v FROM hiding ORDER BY 2"),
        contains("1|7|2", "1|8|2"));
  }
}
