package io.refrain.jdbc.upsert;

import static io.refrain.jdbc.upsert.Orders.order;
import static io.refrain.jdbc.upsert.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.JdbcTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a merge keeps that makes all rows visible at once, on a real database. */
abstract class AtomicContract {
  private static final String CONTENT =
      "SELECT order_id, product, quantity FROM orders ORDER BY order_id";
  private static final UUID ID = new UUID(1, 2);

  protected Database db;

  /** A database in which no test has left anything. */
  protected abstract Database freshDatabase() throws Exception;

  /** Names of the tables whose names begin with refrain_stage. */
  protected abstract List<String> stagingTables() throws Exception;

  @BeforeEach
  void makeTable() throws Exception {
    db = freshDatabase();
    db.run(
        "CREATE TABLE orders (order_id BIGINT PRIMARY KEY, product VARCHAR(100), quantity INTEGER"
            + " CHECK (quantity < 1000), updated_at TIMESTAMP(6) WITH TIME ZONE NOT NULL)");
  }

  private AtomicRun run() {
    return new AtomicRun(db.spec("orders", List.of("order_id"), List.of("updated_at"), 7));
  }

  private AtomicRun merged(List<Row> rows) throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      return run().stage(pool, rows).merge(pool, UUID.randomUUID(), 100);
    }
  }

  private static void assertCounts(
      Counts counts, long inserted, long updated, long same, long stale) {
    assertThat(
        counts.toString(),
        List.of(
            counts.get(Count.INSERTED),
            counts.get(Count.UPDATED),
            counts.get(Count.UNCHANGED),
            counts.get(Count.STALE)),
        contains(inserted, updated, same, stale));
  }

  @Test
  void whatIsStagedIsInvisibleUntilItIsMerged() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun run = run().stage(pool, orders(20, 1, 0));
      assertThat(db.query(CONTENT), is(empty()));
      assertThat(stagingTables(), hasSize(2));

      run.merge(pool, ID, 0);

      assertCounts(run.counts(), 20, 0, 0, 0);
      assertThat(db.query(CONTENT), hasSize(20));
      assertThat(stagingTables(), is(empty()));
    }
  }

  @Test
  void whatARunThatDiedStagedIsSweptOnceItIsOldEnough() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      List<StagedRows> dead = run().stage(pool, orders(20, 1, 0)).staged();
      String old = dead.get(0).table();
      AtomicRun later = run().stage(pool, orders(2, 1, 0)).merge(pool, ID, 0);

      later.clearUp(pool, Leftovers.SAFE_AGE);
      assertThat(stagingTables(), hasSize(2));

      db.run(
          "UPDATE refrain_stages SET created_at = '2020-01-01 00:00:00' WHERE stage_name = '"
              + old
              + "'");
      later.clearUp(pool, Leftovers.SAFE_AGE);
      assertThat(stagingTables(), contains(dead.get(1).table()));

      later.clearUp(pool, Duration.ZERO);
      assertThat(stagingTables(), is(empty()));
      assertThat(db.query("SELECT COUNT(*) FROM refrain_stages"), contains("0"));
    }
    assertThat(db.query(CONTENT), hasSize(2));
  }

  @Test
  void repairFindsWhatAnUpsertStaged() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      run().stage(pool, orders(20, 1, 0));
    }
    List<String> staged = stagingTables();
    assertThat(staged, hasSize(2));
    JdbcTable table = JdbcTable.in(db.connection).table("orders");

    assertThat(table.repair(), is(empty()));
    assertThat(stagingTables(), hasSize(2));

    assertThat(table.withSafeAge(Duration.ZERO).repair(), containsInAnyOrder(staged.toArray()));
    assertThat(stagingTables(), is(empty()));
  }

  @Test
  void marksAreForgottenOnceTheyAreOlderThanAWeek() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun run = run().stage(pool, orders(2, 1, 0)).merge(pool, ID, 0);
      run().stage(pool, orders(3, 1, 0)).merge(pool, new UUID(3, 4), 0);
      setMarkedAgo(2, Duration.ofDays(8));
      setMarkedAgo(1, Duration.ofDays(6));

      run.clearUp(pool, Leftovers.SAFE_AGE);

      assertThat(db.query("SELECT inserted_rows FROM refrain_merges"), contains("1"));
    }
  }

  private void setMarkedAgo(int inserted, Duration ago) throws Exception {
    long moment = Instant.now().minus(ago).toEpochMilli();
    db.run(
        "UPDATE refrain_merges SET merged_at_ms = "
            + moment
            + " WHERE inserted_rows = "
            + inserted);
  }

  @Test
  void whatCannotBeClearedUpFailsNoRun() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun run = run().stage(pool, orders(20, 1, 0));
      MergeMarks.open(run.open(pool), pool);
      for (String method : List.of("prepareStatement", "createStatement", "commit")) {
        ForwardingConnections failing =
            ForwardingConnections.before(pool, method, 1, ForwardingConnections.fail("XX000"));

        run.clearUp(pool, failing, Duration.ZERO);

        assertThat(method, failing.calls(), is(greaterThan(0)));
      }
      run.clearUp(pool, Duration.ZERO);
    }
    assertThat(stagingTables(), is(empty()));
  }

  @Test
  void mergingTheSameDeliveryAgainStagesNothing() throws Exception {
    merged(orders(20, 1, 0));
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun again = run().stage(pool, orders(20, 1, 0));

      assertThat(again.staged(), is(empty()));
      assertCounts(again.merge(pool, ID, 0).counts(), 0, 0, 20, 0);
    }
  }

  @Test
  void newerOlderAndTiedRowsAreDecidedAsInBatches() throws Exception {
    merged(orders(20, 1, 0));
    List<Row> second = new ArrayList<>(orders(10, 2, 60));
    second.add(order(11, "product 1", 1, 0));
    second.add(order(12, "product zz", 1, 0));
    second.add(order(13, "old", 1, -60));
    second.add(order(21, "new", 1, 0));

    AtomicRun run = merged(second);

    assertCounts(run.counts(), 1, 11, 0, 2);
    assertThat(run.counts().get(Count.TIES), is(2L));
    assertThat(
        db.query(
            "SELECT order_id, product FROM orders WHERE order_id > 10 AND order_id < 14 ORDER BY order_id"),
        contains("11|product 11", "12|product zz", "13|product 13"));
  }

  @Test
  void contentDoesNotDependOnOrderOrBatches() throws Exception {
    Random random = new Random(7);
    List<Row> changes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      changes.add(order(random.nextInt(40), "p" + random.nextInt(3), i % 7, random.nextInt(4)));
    }
    merged(changes);
    List<String> expected = db.query(CONTENT);
    db.run("DELETE FROM orders");
    Collections.shuffle(changes, random);
    for (int from = 0; from < changes.size(); from += 60) {
      merged(changes.subList(Math.max(0, from - 20), from + 60));
    }
    assertThat(db.query(CONTENT), equalTo(expected));
  }

  @Test
  void aMergeThatIsRepeatedAnswersWhatItDid() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun run = run().stage(pool, orders(20, 1, 0)).merge(pool, ID, 0);
      db.run("UPDATE orders SET quantity = 5");
      AtomicRun repeated = run().staged(run.staged());

      assertCounts(repeated.merge(pool, ID, 0).counts(), 20, 0, 0, 0);
      assertThat(db.query("SELECT DISTINCT quantity FROM orders"), contains("5"));
    }
  }

  @Test
  void aLostAnswerIsSettledByTheMark() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun run = run().stage(pool, orders(20, 1, 0));
      ForwardingConnections cut =
          ForwardingConnections.after(pool, "commit", 2, ForwardingConnections.fail("08006"));

      run.merge(cut, ID, 0);

      assertCounts(run.counts(), 20, 0, 0, 0);
    }
  }

  /** The calls by which a merge reaches the database. */
  protected List<String> calls() {
    return List.of("createStatement", "prepareStatement", "commit");
  }

  @Test
  void everyCallMayFailOnceAndTheEndIsTheSame() throws Exception {
    List<Row> rows = new ArrayList<>(orders(15, 2, 60));
    rows.add(order(16, "z loser", 1, 0));
    db.upsert("orders", orders(10, 1, 0));
    db.upsert("orders", List.of(order(16, "a loser", 1, 0)));
    List<String> before = db.query(CONTENT);
    merged(rows);
    List<String> expected = db.query(CONTENT);
    // Held, so that no round need connect anew.
    try (ConnectionPool held = ConnectionPool.acquire(db.connection)) {
      everyCallFailsOnce(rows, before, expected, held);
    }
  }

  private void everyCallFailsOnce(
      List<Row> rows, List<String> before, List<String> expected, ConnectionPool pool)
      throws Exception {
    for (boolean after : new boolean[] {false, true}) {
      for (String method : calls()) {
        int nth = 0;
        ForwardingConnections faulty;
        do {
          nth++;
          db.run("DELETE FROM orders");
          db.upsert("orders", orders(10, 1, 0));
          db.upsert("orders", List.of(order(16, "a loser", 1, 0)));
          assertThat(db.query(CONTENT), equalTo(before));
          AtomicRun run =
              new AtomicRun(db.spec("orders", List.of("order_id"), List.of("updated_at"), 4))
                  .openedOver(pool);
          ForwardingConnections.Action fail = ForwardingConnections.fail("40001");
          faulty =
              after
                  ? ForwardingConnections.after(pool, method, nth, fail)
                  : ForwardingConnections.before(pool, method, nth, fail);
          run.stage(faulty, rows).merge(faulty, UUID.randomUUID(), 0);
          assertCounts(run.counts(), 5, 11, 0, 0);
          assertThat(method + " " + nth + " " + after, db.query(CONTENT), equalTo(expected));
        } while (faulty.calls() > nth);
        assertThat(nth, is(greaterThan(1)));
      }
    }
  }

  @Test
  void aRowWrittenByAnotherAfterStagingIsDecidedAnew() throws Exception {
    merged(orders(4, 1, 0));
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun run = run().stage(pool, orders(6, 2, 60));
      db.upsert("orders", List.of(order(1, "newer", 9, 99), order(5, "newer", 9, 99)));
      db.upsert("orders", List.of(order(6, "older", 9, 1)));

      run.merge(pool, ID, 0);

      assertCounts(run.counts(), 0, 4, 0, 2);
      assertThat(
          db.query(CONTENT),
          contains(
              "1|newer|9",
              "2|product 2|2",
              "3|product 3|2",
              "4|product 4|2",
              "5|newer|9",
              "6|product 6|2"));
    }
  }

  @Test
  void aViolatedConstraintRejectsItsRowAlone() throws Exception {
    List<Row> rows = new ArrayList<>(orders(30, 1, 0));
    rows.set(12, order(13, "too many", 1000, 0));

    AtomicRun run = merged(rows);

    assertCounts(run.counts(), 29, 0, 0, 0);
    assertThat(run.counts().get(Count.REJECTED), is(1L));
    assertThat(run.rejected().get(0).code(), is(RejectedRow.Code.CONSTRAINT));
    assertThat(run.rejected().get(0).row(), containsString("too many"));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("29"));
  }

  @Test
  void moreRejectedRowsThanAllowedChangeNothing() throws Exception {
    merged(orders(3, 1, 0));
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun run =
          run().stage(pool, List.of(order(1, "new", 2, 60), order(9, "too many", 1000, 0)));

      assertThrows(RefrainException.class, () -> run.merge(pool, ID, 0));
    }
    assertThat(db.query(CONTENT), contains("1|product 1|1", "2|product 2|1", "3|product 3|1"));
  }

  @Test
  void anErrorThatIsNoRowsFaultChangesNothingAndSaysSo() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun run = run().stage(pool, orders(3, 1, 0));
      ForwardingConnections failing =
          ForwardingConnections.before(pool, "commit", 2, ForwardingConnections.fail("XX000"));

      RefrainException failure =
          assertThrows(RefrainException.class, () -> run.merge(failing, ID, 0));

      assertThat(
          failure.getMessage(),
          allOf(
              containsString("Cannot merge into orders at jdbc:"),
              containsString("planted failure. Nothing was changed.")));
    }
    assertThat(db.query(CONTENT), is(empty()));
  }
}
