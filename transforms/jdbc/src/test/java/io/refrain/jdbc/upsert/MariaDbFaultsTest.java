package io.refrain.jdbc.upsert;

import static io.refrain.jdbc.upsert.Orders.order;
import static io.refrain.jdbc.upsert.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.refrain.core.Count;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.testing.MariaDbServer;
import io.refrain.jdbc.upsert.Database.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens on a real MariaDB server while others get in the way. */
final class MariaDbFaultsTest {
  /**
   * Connections borrowed before the first batch: for a look at the table, and at its tombstones.
   */
  private static final int LOOKS = 2;

  private static final String STATE =
      "SELECT COUNT(*), SUM(quantity), COUNT(DISTINCT product) FROM orders";

  private final ExecutorService writer = Executors.newSingleThreadExecutor();
  private Database db;

  // Tests that let a process die leave theirs open.
  private final int poolsBefore = ConnectionPool.openPools();

  @BeforeEach
  void makeTable() throws Exception {
    db =
        new Database(
            JdbcConnection.of("jdbc:mariadb://localhost:" + MariaDbServer.port() + "/test")
                .user("root"));
    db.run(
        "SET GLOBAL innodb_lock_wait_timeout = 50",
        "DROP DATABASE test",
        "CREATE DATABASE test CHARACTER SET utf8mb4",
        "USE test",
        "CREATE TABLE orders (order_id BIGINT PRIMARY KEY, product VARCHAR(100), quantity INT,"
            + " updated_at DATETIME(6) NOT NULL, KEY by_product (product))");
  }

  @AfterEach
  void stop() {
    writer.shutdownNow();
    assertThat(ConnectionPool.openPools(), is(lessThanOrEqualTo(poolsBefore)));
  }

  private UpsertSpec inBatchesOf(int rows) {
    return db.spec("orders", List.of("order_id"), List.of("updated_at"), rows);
  }

  /** Waits until a statement of another session waits for a lock; gives the session's number. */
  private String waitingFor(String statement) throws SQLException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < deadline) {
      List<String> sessions =
          db.query(
              "SELECT p.ID FROM information_schema.PROCESSLIST p JOIN"
                  + " information_schema.INNODB_TRX t ON t.trx_mysql_thread_id = p.ID WHERE"
                  + " t.trx_state = 'LOCK WAIT' AND p.INFO LIKE BINARY '%"
                  + statement
                  + "%'");
      if (!sessions.isEmpty()) {
        return sessions.get(0);
      }
      // The server looks anew only when nobody has asked for a tenth of a second.
      LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
    }
    throw new AssertionError(statement + " never waited for a lock");
  }

  /** The other writer's transaction is left open, and given up in the end. */
  private void killedWhile(String statement, UpsertSpec spec, List<Row> rows) throws Exception {
    try (Connection other = db.open();
        Statement lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("INSERT INTO orders VALUES (70, 'other', 1, '2020-01-01')");
      Future<Outcome> outcome = writer.submit(() -> db.upsert(spec, rows));
      db.run("KILL " + waitingFor(statement));
      other.rollback();

      assertThat(outcome.get().counts().get(Count.INSERTED), is(100L));
      assertThat(outcome.get().rejected(), is(empty()));
    }
    assertThat(db.query(STATE), contains("100|100|100"));
  }

  @Test
  void aConnectionKilledInTheMiddleOfAnInsertIsReplaced() throws Exception {
    killedWhile("INSERT", inBatchesOf(10), orders(100, 1, 0));
  }

  @Test
  void aConnectionKilledInTheMiddleOfLoadDataIsReplaced() throws Exception {
    killedWhile("LOAD DATA", inBatchesOf(100), orders(100, 1, 0));
  }

  @Test
  void aLockThatIsHeldTooLongIsTriedAgain() throws Exception {
    db.run("SET GLOBAL innodb_lock_wait_timeout = 1");
    db.upsert(inBatchesOf(100), orders(100, 1, 0));
    try (Connection other = db.open();
        Statement lock = other.createStatement();
        ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      other.setAutoCommit(false);
      lock.execute("UPDATE orders SET quantity = 7 WHERE order_id = 70");
      // The next to the looks is for the first attempt.
      Counting connections = new Counting(pool, LOOKS + 2, other::rollback);

      Outcome outcome = db.upsert(inBatchesOf(100), orders(100, 2, 60), connections);

      assertThat(outcome.counts().get(Count.UPDATED), is(100L));
      assertThat(connections.borrowed.get(), is(LOOKS + 2));
    }
    assertThat(db.query(STATE), contains("100|200|100"));
  }

  /** Counts the attempts; something else may happen before one of them. */
  private static final class Counting implements Connections {
    private final Connections delegate;
    private final int nth;
    private final ForwardingConnections.Action before;
    private final AtomicInteger borrowed = new AtomicInteger();

    private Counting(Connections delegate, int nth, ForwardingConnections.Action before) {
      this.delegate = delegate;
      this.nth = nth;
      this.before = before;
    }

    @Override
    public Connection borrow() throws SQLException {
      if (borrowed.incrementAndGet() == nth) {
        before.run();
      }
      return delegate.borrow();
    }

    @Override
    public void discard(Connection connection) {
      delegate.discard(connection);
    }
  }

  @Test
  void aDeadlockWithAnotherWriterIsTriedAgain() throws Exception {
    dieInADeadlock(2, LOOKS + 2);
  }

  @Test
  void aDeadlockOfABatchThatWasNotReadIsTriedAgain() throws Exception {
    // After two batches that were all updates the third is written without being read.
    dieInADeadlock(6, LOOKS + 4);
  }

  /** Updates the first rows in batches of two; the last of these batches meets another writer. */
  private void dieInADeadlock(int rows, int borrowed) throws Exception {
    db.upsert(inBatchesOf(1000), orders(1000, 1, 0));
    List<Row> newer = new ArrayList<>();
    for (int id = 1; id <= rows; id++) {
      newer.add(order(id, "p" + id, 2, 60));
    }
    try (Connection other = db.open();
        Statement locks = other.createStatement();
        ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      Counting connections = new Counting(pool, 0, ForwardingConnections.Action.NOTHING);
      other.setAutoCommit(false);
      other.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      // It has changed more than ours, so that ours is the victim.
      locks.execute("UPDATE orders SET quantity = 3 WHERE order_id > " + rows);
      locks.execute("UPDATE orders SET quantity = 3 WHERE order_id = " + rows);
      Future<Outcome> outcome = writer.submit(() -> db.upsert(inBatchesOf(2), newer, connections));
      waitingFor("UPDATE");
      locks.execute("UPDATE orders SET quantity = 3 WHERE order_id = " + (rows - 1));
      other.commit();

      assertThat(outcome.get().counts().get(Count.UPDATED), is((long) rows));
      assertThat(connections.borrowed.get(), is(borrowed));
    }
    assertThat(
        db.query("SELECT MIN(quantity), MAX(quantity) FROM orders WHERE order_id <= " + rows),
        contains("2|2"));
    assertThat(
        db.query("SELECT MIN(quantity), MAX(quantity) FROM orders WHERE order_id > " + rows),
        contains("3|3"));
  }

  @Test
  void eightWritersOfShuffledKeysMeetNoDeadlock() throws Exception {
    ConnectionPool pool = ConnectionPool.acquire(db.connection);
    Counting connections = new Counting(pool, 0, ForwardingConnections.Action.NOTHING);
    ExecutorService writers = Executors.newFixedThreadPool(8);
    List<Future<?>> running = new ArrayList<>();
    for (int w = 0; w < 8; w++) {
      int remainder = w;
      running.add(
          writers.submit(
              () -> {
                Random random = new Random(remainder);
                for (int round = 0; round < 3; round++) {
                  List<Row> rows = new ArrayList<>();
                  for (long id = remainder; id < 2000; id += 8) {
                    rows.add(order(id, "p" + id % 10, round, round));
                  }
                  Collections.shuffle(rows, random);
                  db.upsert(inBatchesOf(round == 1 ? 10 : 100), rows, connections);
                }
                return null;
              }));
    }
    for (Future<?> one : running) {
      one.get();
    }
    writers.shutdown();
    pool.close();

    // The looks for each round, one attempt for each batch, and none more.
    assertThat(connections.borrowed.get(), is(8 * (3 * LOOKS + 3 + 25 + 3)));
    assertThat(db.query(STATE), contains("2000|4000|10"));
  }

  @Test
  void aKeyThatAnotherStoresAtAnyMomentIsNotRejected() throws Exception {
    int nth = 0;
    ForwardingConnections raced;
    do {
      nth++;
      db.run("DELETE FROM orders");
      try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
        raced =
            ForwardingConnections.before(
                pool,
                "prepareStatement",
                nth,
                () -> db.run("INSERT INTO orders VALUES (1, 'older', 9, '2001-01-01')"));
        Outcome outcome = db.upsert(inBatchesOf(10), List.of(order(1, "a", 1, 0)), raced);

        assertThat("before " + nth, outcome.rejected(), is(empty()));
      }
      assertThat("before " + nth, db.query(STATE), contains("1|1|1"));
    } while (raced.calls() > nth);
    assertThat(nth, greaterThan(2));
  }
}
