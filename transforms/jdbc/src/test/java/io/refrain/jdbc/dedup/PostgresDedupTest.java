package io.refrain.jdbc.dedup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.postgres.PostgresDialect;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.upsert.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on a real PostgreSQL server. */
final class PostgresDedupTest extends DedupContract {
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedPostgres.builder().setServerConfig("timezone", "America/St_Johns").start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  protected Database freshDatabase() throws Exception {
    Database database =
        new Database(
            JdbcConnection.of("jdbc:postgresql://localhost:" + server.getPort() + "/postgres")
                .user("postgres"));
    database.run("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    return database;
  }

  @Override
  protected String hardlyWait() {
    return "SET lock_timeout = '50ms'";
  }

  @Override
  protected boolean insertsPass() {
    return false;
  }

  @Test
  void columnsThatAreNotWrittenElsewhereStayAsTheyAre() throws Exception {
    db.run(
        "CREATE TABLE docs (k int, v int, doc json, tags text[], dims point, g int GENERATED ALWAYS AS"
            + " (v * 2) STORED)",
        "INSERT INTO docs VALUES (1, 1, '{\"a\": 1}', '{x,y}', '(1,2)'), (1, 2, '{\"a\": 2}', '{z}',"
            + " '(3,4)'), (1, 2, '{\"a\":  2}', '{z}', '(3,4)')");

    TableDedup.of(db.connection, "docs").byKey("k").latestBy("v").run();

    assertThat(
        db.query("SELECT k, v, doc, tags, dims, g FROM docs"),
        contains("1|2|{\"a\":  2}|{z}|(3,4)|4"));
  }

  @Test
  void partitionsAreOneTable() throws Exception {
    db.run(
        "CREATE TABLE parts (k int, d date, v int) PARTITION BY RANGE (d)",
        "CREATE TABLE p1 PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')",
        "CREATE TABLE p2 PARTITION OF parts FOR VALUES FROM ('2024-02-01') TO ('2024-03-01')",
        "INSERT INTO parts VALUES (1, '2024-01-05', 1), (1, '2024-02-05', 2), (2, '2024-02-05', 1),"
            + " (2, '2024-01-05', 2)");

    TableDedup.of(db.connection, "parts").byKey("k").latestBy("v").run();

    assertThat(
        db.query("SELECT k, d FROM parts ORDER BY k"), contains("1|2024-02-05", "2|2024-01-05"));
  }

  @Test
  void aKeyWithACollationThatIgnoresCaseIsRefused() throws Exception {
    db.run(
        "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "CREATE TABLE users (name text COLLATE nocase, v int)");
    TableDedup dedup = TableDedup.of(db.connection, "users").byKey("name").latestBy("v");

    RefrainException e = assertThrows(RefrainException.class, dedup::run);

    assertThat(
        e.getMessage(),
        containsString("its key column 'name' compares texts by COLLATE \"nocase\", which"));
  }

  @Test
  void aTriggerOnDeletesIsASideEffect() throws Exception {
    db.run(
        "INSERT INTO orders (order_id) VALUES (1), (1)",
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "CREATE TRIGGER noted BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION note()");
    TableDedup dedup =
        TableDedup.of(db.connection, "orders").byKey("order_id").latestBy("updated_at");

    RefrainException e = assertThrows(RefrainException.class, dedup::run);

    assertThat(e.getMessage(), containsString("would do more than that: the trigger noted fires."));
    assertThat(dedup.allowSideEffects().run().deleted(), is(1L));
  }

  @Test
  void aTriggerThatKeepsRowsFromBeingDeletedIsNoticed() throws Exception {
    db.run(
        "INSERT INTO orders (order_id) VALUES (1), (1)",
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER kept BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION keep()");
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      DedupSpec spec =
          new DedupSpec(
              db.connection,
              TableName.parse("orders"),
              List.of("order_id"),
              List.of("updated_at"),
              true);
      DedupRun run = new DedupRun(new PostgresDialect(), spec, pool, Database.QUICK);

      RefrainException e = assertThrows(RefrainException.class, () -> run.run(false));

      assertThat(e.getMessage(), containsString("deleting 1 rows affected 0 rows. Nothing was"));
    }
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("2"));
  }
}
