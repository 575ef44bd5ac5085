package io.refrain.jdbc.upsert;

import static io.refrain.jdbc.upsert.Orders.order;
import static io.refrain.jdbc.upsert.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.RefrainException;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.upsert.Database.Outcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server that crashes and comes back, locks that are held too long, a full disk. */
final class PostgresCrashTest {
  @TempDir private static Path directory;
  private static RestartingPostgres server;
  private Database db;

  @BeforeAll
  static void start() throws Exception {
    server = new RestartingPostgres(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void makeTable() throws Exception {
    db = server.database();
    db.run(
        "DROP SCHEMA public CASCADE",
        "CREATE SCHEMA public",
        "CREATE TABLE orders (order_id BIGINT PRIMARY KEY, product TEXT, quantity INTEGER,"
            + " updated_at TIMESTAMP(6) WITH TIME ZONE NOT NULL)");
  }

  private UpsertSpec spec() {
    return db.spec("orders", List.of("order_id"), List.of("updated_at"), 7);
  }

  @Test
  void aServerThatCrashesBetweenBatchesIsWaitedFor() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      ForwardingConnections crashing =
          ForwardingConnections.before(pool, "commit", 2, server::crashAndRestart);

      Outcome outcome = db.upsert(spec(), orders(20, 1, 0), crashing);

      assertThat(outcome.counts().get(Count.INSERTED), is(20L));
      assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("20"));
    }
  }

  @Test
  void aServerThatCrashesWithACommitUnansweredIsAskedAgain() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      ForwardingConnections crashing =
          ForwardingConnections.after(
              pool,
              "commit",
              2,
              () -> {
                server.crashAndRestart();
                ForwardingConnections.fail("08006").run();
              });

      Outcome outcome = db.upsert(spec(), orders(20, 1, 0), crashing);

      assertThat(outcome.counts().get(Count.INSERTED), is(13L));
      assertThat(outcome.counts().get(Count.UNCHANGED), is(7L));
      assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("20"));
    }
  }

  @Test
  void aServerThatCrashesWhileMergingLeavesTheOldContentAndSaysSo() throws Exception {
    db.upsert("orders", orders(5, 1, 0));
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun run = new AtomicRun(spec()).stage(pool, orders(20, 2, 60));
      MergeMarks.open(run.open(pool), pool);
      ForwardingConnections crashing =
          ForwardingConnections.before(pool, "commit", 1, server::crashAndRestart);

      RefrainException failure =
          assertThrows(RefrainException.class, () -> run.merge(crashing, new UUID(0, 1), 0));

      assertThat(failure.kind(), is(RefrainException.Kind.CONFLICT));
      assertThat(
          failure.getMessage(),
          allOf(
              containsString("Cannot merge into orders at jdbc:postgresql:"),
              containsString(" holds 0 of "),
              endsWith("Nothing was changed. Run again.")));
      assertThat(db.query("SELECT SUM(quantity) FROM orders"), contains("5"));

      new AtomicRun(spec()).stage(pool, orders(20, 2, 60)).merge(pool, new UUID(0, 2), 0);
      assertThat(db.query("SELECT SUM(quantity) FROM orders"), contains("40"));
    }
  }

  @Test
  void aServerThatCrashesAfterTheMergeIsFoundToHaveDoneIt() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun run = new AtomicRun(spec()).stage(pool, orders(20, 2, 60));
      MergeMarks.open(run.open(pool), pool);
      ForwardingConnections crashing =
          ForwardingConnections.after(
              pool,
              "commit",
              1,
              () -> {
                server.crashAndRestart();
                ForwardingConnections.fail("08006").run();
              });

      run.merge(crashing, new UUID(0, 1), 0);

      assertThat(run.counts().get(Count.INSERTED), is(20L));
      assertThat(db.query("SELECT SUM(quantity) FROM orders"), contains("40"));
    }
  }

  @Test
  void aServerThatCrashesWhileStagingIsNoticedByTheMerge() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      // Three commits make the table of staging tables, the next makes one of them, the next stages
      // a
      // batch, and the next dies with another.
      ForwardingConnections crashing =
          ForwardingConnections.before(pool, "commit", 6, server::crashAndRestart);
      AtomicRun run = new AtomicRun(spec()).stage(crashing, orders(20, 2, 60));

      RefrainException failure =
          assertThrows(RefrainException.class, () -> run.merge(pool, new UUID(0, 1), 0));

      assertThat(failure.getMessage(), endsWith("Nothing was changed. Run again."));
      assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("0"));
    }
  }

  @Test
  void aLockThatIsHeldTooLongIsWaitedForAgain() throws Exception {
    db.upsert("orders", orders(5, 1, 0));
    Database hasty = new Database(db.connection.statementTimeout(Duration.ofSeconds(1)));
    try (Connection holder = db.open();
        Statement statement = holder.createStatement();
        ConnectionPool pool = ConnectionPool.acquire(hasty.connection)) {
      holder.setAutoCommit(false);
      statement.execute("SELECT * FROM orders FOR UPDATE");
      // The first try times out at the lock; before the second is made the holder lets go.
      ForwardingConnections second =
          ForwardingConnections.before(pool, "prepareStatement", 3, holder::rollback);

      Outcome outcome = hasty.upsert(spec(), List.of(order(1, "new", 9, 60)), second);

      assertThat(outcome.counts().get(Count.UPDATED), is(1L));
    }
    assertThat(db.query("SELECT product FROM orders WHERE order_id = 1"), contains("new"));
  }

  @Test
  void aFullDiskFailsTheRunAndRejectsNoRow() throws Exception {
    db.run(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " IF NEW.order_id = 15 THEN RAISE EXCEPTION 'could not extend file: No space left on"
            + " device' USING ERRCODE = 'disk_full'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER full_disk BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION"
            + " full_disk()");

    RefrainException failure =
        assertThrows(RefrainException.class, () -> db.upsert("orders", orders(20, 1, 0)));

    assertThat(
        failure.getMessage(),
        allOf(
            containsString("No space left on device"),
            containsString("This batch changed nothing, batches before it are stored. Mend the")));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("14"));
    db.run("DROP TRIGGER full_disk ON orders");
    assertThat(db.upsert("orders", orders(20, 1, 0)).counts().get(Count.INSERTED), is(6L));
  }

  @Test
  void aTableThatIsAlteredBetweenStagingAndMergeIsLeftAlone() throws Exception {
    db.upsert("orders", orders(5, 1, 0));
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun run = new AtomicRun(spec()).stage(pool, orders(5, 2, 60));
      run.open(pool);
      db.run("ALTER TABLE orders DROP COLUMN quantity");

      RefrainException failure =
          assertThrows(RefrainException.class, () -> run.merge(pool, new UUID(0, 1), 0));

      assertThat(
          failure.getMessage(),
          allOf(containsString("it has no column 'quantity'"), endsWith("Nothing was changed.")));
    }
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("5"));
  }
}
