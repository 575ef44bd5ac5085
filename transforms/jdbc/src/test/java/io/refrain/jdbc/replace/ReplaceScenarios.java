package io.refrain.jdbc.replace;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.DAY_2;
import static io.refrain.core.testing.Orders.DAY_3;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.month;
import static io.refrain.core.testing.Orders.order;
import static io.refrain.core.testing.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.ReplaceScope;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.Staged;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.SimulatedCrash;
import io.refrain.core.testing.StoreRun;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.JdbcTable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What replacing in a table promises beyond the contract. Each dialect's test extends this. */
abstract class ReplaceScenarios {
  static final List<Row> FIRST = orders(DAY_1, 1, 5);
  private static final List<Row> SECOND = orders(DAY_2, 11, 4);
  static final List<Row> OTHER = orders(DAY_1, 21, 3);

  Shop shop;
  ConnectionPool pool;
  String table;

  /** A database without tables. */
  abstract Shop freshShop() throws Exception;

  @BeforeEach
  void open() throws Exception {
    shop = freshShop();
    pool = ConnectionPool.acquire(shop.db.connection);
    table = shop.newTable();
  }

  @AfterEach
  void close() {
    pool.close();
  }

  static StoreRun run(ReplaceTarget target, ReplaceScope scope, long epoch) {
    return StoreRun.of(target, scope, epoch);
  }

  static void committed(CommitOutcome outcome) {
    assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
  }

  static String conflict(CommitOutcome outcome) {
    assertThat(outcome, instanceOf(CommitOutcome.Conflict.class));
    return ((CommitOutcome.Conflict) outcome).message();
  }

  void assertContent(List<Row> expected) {
    assertThat(Orders.text(shop.rows(table)), equalTo(Orders.text(expected)));
  }

  private JdbcTable byRow() {
    return shop.byRow(table);
  }

  // Row by row.

  @Test
  void anIntervalOfATableWithoutPartitionsIsReplacedRowByRow() throws Exception {
    List<Row> april = orders(DAY_3, 41, 2);
    committed(run(byRow(), ReplaceScope.everything(), 1).run(all(FIRST, SECOND, april)));
    committed(run(byRow(), day(DAY_1), 2).run(OTHER));
    assertContent(all(OTHER, SECOND, april));
    committed(run(byRow(), month("2024-03"), 3).run(SECOND));
    assertContent(all(SECOND, april));
    committed(run(byRow(), day(DAY_2), 4).run(List.of()));
    committed(run(byRow(), month("2024-04"), 2).run(april));
    assertContent(april);
  }

  @Test
  void theReceiptHasTheRealNumbers() throws Exception {
    committed(run(byRow(), ReplaceScope.everything(), 1).run(all(FIRST, SECOND)));
    CommitOutcome outcome = run(byRow(), day(DAY_1), 2).run(OTHER);
    assertThat(outcome.receiptOrThrow().counts().get(Count.DELETED), is(5L));
    assertThat(outcome.receiptOrThrow().counts().get(Count.WRITTEN), is(3L));
  }

  @Test
  void rowsOutsideOfTheIntervalAndThoseWithoutATimeStay() throws Exception {
    shop.db.run("INSERT INTO " + table + " (order_id, amount) VALUES (7, 7)");
    committed(run(byRow(), day(DAY_1), 1).run(FIRST));
    committed(run(byRow(), day(DAY_1), 2).run(OTHER));
    assertThat(
        shop.db.query("SELECT order_id FROM " + table + " ORDER BY order_id"),
        contains("7", "21", "22", "23"));
  }

  @Test
  void scopesOfDifferentKindsKeepOneLedger() throws Exception {
    committed(run(byRow(), month("2024-03"), 5).run(all(FIRST, SECOND)));
    CommitOutcome older =
        run(
                shop.byDate(table),
                ReplaceScope.partitions(List.of(Partition.of(Orders.DATE, "2024-03-15"))),
                4)
            .run(OTHER);
    assertThat(older, instanceOf(CommitOutcome.Superseded.class));
    committed(run(shop.byDate(table), ReplaceScope.present(), 6).run(OTHER));
    committed(run(byRow(), day(DAY_2), 7).run(List.of()));
    assertContent(OTHER);
    committed(run(shop.byDate(table), ReplaceScope.everything(), 8).run(FIRST));
    assertThat(shop.db.query("SELECT COUNT(*) FROM refrain_ledger"), contains("1"));
    assertThat(shop.db.query("SELECT COUNT(*) FROM refrain_content"), contains("1"));
  }

  @Test
  void theLedgerStaysSmall() throws Exception {
    for (int epoch = 1; epoch <= 6; epoch++) {
      committed(run(byRow(), day(DAY_1), epoch).run(FIRST));
      committed(run(byRow(), day(DAY_2), epoch).run(SECOND));
    }
    assertThat(shop.db.query("SELECT COUNT(*) FROM refrain_ledger"), contains("2"));
    assertThat(shop.db.query("SELECT COUNT(*) FROM refrain_content"), contains("2"));
    assertThat(shop.stages(), is(0));
  }

  // Foreign writers.

  @Test
  void rowsThatWereThereBeforeHaveToBeTakenOver() throws Exception {
    shop.db.run(
        "INSERT INTO " + table + " (order_id, order_date, amount) VALUES (7, '2024-03-15', 7)");
    String message = conflict(run(byRow(), day(DAY_1), 1).run(FIRST));
    assertThat(
        message,
        equalTo(
            "Cannot replace order_date in 2024-03-15/2024-03-16 in "
                + byRow().name()
                + ": somebody else wrote there: order_date in 2024-03-15/2024-03-16 (1 rows that no"
                + " run has written). Nothing was changed. Remove it, or take ownership over"
                + " explicitly, and run again."));
    CommitOutcome taken = run(byRow(), day(DAY_1), 1).takeOver().run(FIRST);
    assertThat(taken.receiptOrThrow().counts().get(Count.DELETED), is(1L));
    assertContent(FIRST);
  }

  @Test
  void rowsThatSomebodyTookAwayAreAConflict() throws Exception {
    committed(run(byRow(), day(DAY_1), 1).run(FIRST));
    shop.db.run("DELETE FROM " + table + " WHERE order_id = 3");
    assertThat(
        conflict(run(byRow(), day(DAY_1), 2).run(OTHER)),
        containsString("(5 rows written by 'orders', 4 there now)"));
    committed(run(byRow(), day(DAY_1), 3).takeOver().run(OTHER));
    committed(run(byRow(), day(DAY_1), 4).run(FIRST));
    assertContent(FIRST);
  }

  @Test
  void aWriterOfAnotherPartOfTheTableIsNoConflict() throws Exception {
    committed(run(byRow(), day(DAY_1), 1).run(FIRST));
    committed(run(byRow(), day(DAY_2), 1).run(SECOND));
    shop.db.run("DELETE FROM " + table + " WHERE order_id = 12");
    committed(run(byRow(), day(DAY_1), 2).run(OTHER));
    conflict(run(byRow(), month("2024-03"), 3).run(FIRST));
  }

  @Test
  void aPartOfALargerScopeIsReplacedOnlyIfAllOfItAgrees() throws Exception {
    committed(run(byRow(), month("2024-03"), 1).run(all(FIRST, SECOND)));
    committed(run(byRow(), day(DAY_1), 2).run(OTHER));
    shop.db.run(
        "INSERT INTO " + table + " (order_id, order_date, amount) VALUES (7, '2024-03-20', 7)");
    conflict(run(byRow(), day(DAY_2), 3).run(List.of()));
    assertContent(all(OTHER, SECOND, List.of(Orders.order(7, DAY_2.plusDays(4), null, "7.00"))));
    committed(run(byRow(), day(DAY_1), 4).run(FIRST));
  }

  @Test
  void whatSlipsInBetweenReadAndCommitIsNoticed() throws Exception {
    committed(run(byRow(), day(DAY_1), 1).run(FIRST));
    StoreRun run = run(byRow(), day(DAY_1), 2);
    String message =
        conflict(
            run.commit(
                run.stage(OTHER),
                () -> {
                  try {
                    shop.db.run(
                        "INSERT INTO "
                            + table
                            + " (order_id, order_date, amount) VALUES (7, '2024-03-15', 7)");
                  } catch (java.sql.SQLException e) {
                    throw new AssertionError(e);
                  }
                }));
    assertThat(message, containsString("(5 rows written by 'orders', 6 there now)"));
    assertThat(shop.db.query("SELECT COUNT(*) FROM " + table), contains("6"));
  }

  // Constraints and shape.

  private static String refused(Executable act) {
    RefrainException e = assertThrows(RefrainException.class, act::run);
    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    assertThat(e.getMessage(), containsString("Nothing was changed."));
    return e.getMessage();
  }

  interface Executable {
    void run() throws Exception;
  }

  @Test
  void aKeyThatIsThereTwiceFailsTheRunAndNamesTheConstraint() throws Exception {
    shop.db.run("CREATE UNIQUE INDEX one_product ON " + table + " (product)");
    committed(run(byRow(), day(DAY_1), 1).run(FIRST));
    String message =
        refused(
            () ->
                run(byRow(), day(DAY_1), 2)
                    .run(List.of(order(1, DAY_1, "twice", "1.00"), order(2, DAY_1, "twice", "1"))));
    for (String named : violated()) {
      assertThat(message.toLowerCase(java.util.Locale.ROOT), containsString(named));
    }
    assertThat(message, containsString("of rows with the same key keep the latest only"));
    assertContent(FIRST);
    assertThat(shop.stages(), is(0));
  }

  /** What the database names when the index of products is violated. */
  List<String> violated() {
    return List.of("one_product", "twice");
  }

  @Test
  void aColumnDroppedWhileStagingFailsTheRun() throws Exception {
    committed(run(byRow(), day(DAY_1), 1).run(FIRST));
    StoreRun run = run(byRow(), day(DAY_1), 2);
    List<Staged> staged = run.stage(OTHER);
    shop.db.run("ALTER TABLE " + table + " DROP COLUMN product");
    assertThat(refused(() -> run.commit(staged)), containsString("it has no column 'product'"));
    assertThat(shop.db.query("SELECT COUNT(*) FROM " + table), contains("5"));
  }

  @Test
  void aTypeChangedWhileStagingFailsTheRun() throws Exception {
    committed(run(byRow(), day(DAY_1), 1).run(FIRST));
    StoreRun run = run(byRow(), day(DAY_1), 2);
    List<Staged> staged = run.stage(OTHER);
    alterType();
    assertThat(
        refused(() -> run.commit(staged)),
        containsString("the table was altered while this run was staging: it was ("));
    assertContent(FIRST);
    committed(run(byRow(), day(DAY_1), 3).run(OTHER));
  }

  /** Gives the column product another type. */
  void alterType() throws Exception {
    shop.db.run("ALTER TABLE " + table + " ALTER COLUMN product SET DATA TYPE VARCHAR(40)");
  }

  @Test
  void aRequiredColumnAddedWhileStagingFailsTheRun() throws Exception {
    StoreRun run = run(byRow(), day(DAY_1), 1);
    List<Staged> staged = run.stage(FIRST);
    addRequiredColumn();
    assertThat(
        refused(() -> run.commit(staged)),
        containsString("for its columns [" + shop.stored("country") + "]"));
    assertContent(List.of());
  }

  /** Adds the column country, which no row of the input has. */
  void addRequiredColumn() throws Exception {
    shop.db.run("ALTER TABLE " + table + " ADD COLUMN country VARCHAR(2) NOT NULL");
  }

  @Test
  void aTableDroppedWhileStagingFailsTheRun() throws Exception {
    StoreRun run = run(byRow(), day(DAY_1), 1);
    List<Staged> staged = run.stage(FIRST);
    shop.db.run("DROP TABLE " + table);
    assertThat(refused(() -> run.commit(staged)), containsString("There is no table"));
  }

  @Test
  void aTableWhoseDeletesCascadeIsRefused() throws Exception {
    shop.db.run(
        "CREATE TABLE items (line_id INTEGER, order_id BIGINT REFERENCES "
            + table
            + " (order_id) ON DELETE CASCADE)");
    assertThat(
        refused(() -> run(byRow(), day(DAY_1), 1).run(FIRST)),
        allOf(
            containsString("a delete from it changes other tables as well"),
            containsString("ON DELETE CASCADE")));
  }

  @Test
  void viewsOnTheTableStay() throws Exception {
    shop.db.run("CREATE VIEW sums AS SELECT SUM(amount) AS total FROM " + table);
    committed(run(byRow(), ReplaceScope.everything(), 1).run(FIRST));
    committed(run(byRow(), ReplaceScope.everything(), 2).run(OTHER));
    assertThat(shop.db.query("SELECT total FROM sums"), contains("66.75"));
  }

  @Test
  void identifiersMayBeOdd() throws Exception {
    shop.db.run(
        "CREATE TABLE \"my \"\"select\"\" '; --\" (order_id BIGINT, \"order_date\" DATE, product"
            + " VARCHAR(20), amount NUMERIC(12,2))");
    JdbcTable odd =
        JdbcTable.in(shop.db.connection)
            .table("\"my \"\"select\"\" '; --\"")
            .partitionedBy(Orders.DATE);
    committed(run(odd, month("2024-03"), 1).run(all(FIRST, SECOND)));
    committed(run(odd, ReplaceScope.present(), 2).run(OTHER));
    assertThat(shop.db.query("SELECT COUNT(*) FROM \"my \"\"select\"\" '; --\""), contains("7"));
  }

  @Test
  void valuesOfPartitionsNeverBecomeStatements() throws Exception {
    String evil = "x' OR '1'='1'; --";
    JdbcTable target = byRow().partitionedBy("product");
    List<Row> rows =
        List.of(
            order(1, DAY_1, evil, "1.00"),
            order(2, DAY_1, null, "2.00"),
            order(3, DAY_1, "b", "3.00"));
    committed(run(target, ReplaceScope.present(), 1).run(rows));
    committed(
        run(target, ReplaceScope.partitions(List.of(Partition.of("product", evil))), 2)
            .run(List.of()));
    assertContent(rows.subList(1, 3));
    committed(
        run(target, ReplaceScope.partitions(List.of(Partition.of("product", null))), 3)
            .run(List.of()));
    assertContent(rows.subList(2, 3));
  }

  @Test
  void aLocationThatIsNoStagingTableIsRefused() throws Exception {
    committed(run(byRow(), day(DAY_1), 1).run(FIRST));
    for (String location :
        List.of(table, "refrain_stage_x; DROP TABLE " + table, "refrain_stage_" + "0".repeat(32))) {
      Staged forged = new Staged("a", Partition.WHOLE, location, 5, 0, ContentChecksum.EMPTY);
      refused(() -> run(byRow(), day(DAY_2), 2).commit(List.of(forged)));
      try (ReplaceStore store = byRow().open(Orders.LAYOUT)) {
        store.discard(List.of(forged));
      }
    }
    assertContent(FIRST);
  }

  @Test
  void whatWasStagedForAnotherTableIsRefused() throws Exception {
    String other = shop.newTable();
    List<Staged> staged = run(shop.byRow(other), day(DAY_1), 1).stage(FIRST);
    assertThat(
        refused(() -> run(byRow(), day(DAY_1), 1).commit(staged)), containsString("are gone"));
    assertContent(List.of());
  }

  // Leftovers.

  @Test
  void whatACrashedRunStagedIsSweptOnceItIsOldEnough() throws Exception {
    run(byRow(), day(DAY_1), 1).stage(FIRST);
    committed(run(byRow(), day(DAY_1), 2).run(FIRST));
    assertThat(shop.stages(), is(1));
    assertThat(byRow().repair().size(), is(0));
    assertThat(byRow().withSafeAge(Duration.ZERO).repair().size(), is(1));
    assertThat(shop.stages(), is(0));
    assertContent(FIRST);
  }

  // Faults.

  @Test
  // A connection that is not given back would be waited for, again and again.
  @Timeout(300)
  void aRunThatFailsAtAnyCallOfTheDatabaseIsMendedByTheNext() throws Exception {
    int met = 0;
    for (FaultyConnections.Fault fault : faults()) {
      for (int k = 1; ; k += step()) {
        table = shop.newTable();
        committed(run(byRow(), month("2024-03"), 1).run(all(FIRST, SECOND)));
        FaultyConnections connections = new FaultyConnections(pool, k, fault);
        OverConnections faulty =
            new OverConnections(OverConnections.spec(shop.db, table), connections);
        boolean done = survives(faulty);
        List<String> seen = Orders.text(shop.rows(table));
        assertThat(
            "at call " + k,
            seen,
            done
                ? equalTo(Orders.text(OTHER))
                : anyOf(equalTo(Orders.text(all(FIRST, SECOND))), equalTo(Orders.text(OTHER))));
        run(byRow(), month("2024-03"), 2).run(OTHER).receiptOrThrow();
        assertContent(OTHER);
        if (!connections.metFault()) {
          break;
        }
        met++;
      }
    }
    assertThat(met, greaterThan(faults().size() * 30 / step()));
  }

  /** The faults that the loop plants. */
  List<FaultyConnections.Fault> faults() {
    return List.of(FaultyConnections.FAILS, FaultyConnections.LOSES_ANSWER, FaultyConnections.DIES);
  }

  /** How many calls the loop skips: 1 for none. */
  int step() {
    return 1;
  }

  private boolean survives(ReplaceTarget target) {
    try {
      run(target, month("2024-03"), 2).run(OTHER).receiptOrThrow();
      return true;
    } catch (IOException | RefrainException | SimulatedCrash e) {
      return false;
    }
  }

  // Others at the same time.

  @Test
  void oneOfTwoRunsAtOnceWinsAndTheOtherSaysSo() throws Exception {
    committed(run(byRow(), day(DAY_1), 1).run(FIRST));
    StoreRun older = run(byRow(), day(DAY_1), 2);
    StoreRun newer = run(byRow(), day(DAY_1), 3);
    List<Staged> stagedOlder = older.stage(SECOND_AS_FIRST);
    List<Staged> stagedNewer = newer.stage(OTHER);
    CompletableFuture<CommitOutcome> one =
        CompletableFuture.supplyAsync(() -> older.commit(stagedOlder));
    CompletableFuture<CommitOutcome> two =
        CompletableFuture.supplyAsync(() -> newer.commit(stagedNewer));
    committed(two.get());
    assertThat(
        one.get(),
        anyOf(
            instanceOf(CommitOutcome.Committed.class), instanceOf(CommitOutcome.Superseded.class)));
    assertContent(OTHER);
    assertThat(
        older.commit(older.stage(SECOND_AS_FIRST)), instanceOf(CommitOutcome.Superseded.class));
    assertContent(OTHER);
  }

  private static final List<Row> SECOND_AS_FIRST = orders(DAY_1, 31, 4);

  @Test
  void readersNeverSeeAGapOrAMix() throws Exception {
    committed(run(byRow(), day(DAY_1), 1).run(FIRST));
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(
            () -> {
              List<String> one = Orders.text(FIRST);
              List<String> other = Orders.text(OTHER);
              while (!over.get()) {
                assertThat(Orders.text(shop.rows(table)), anyOf(equalTo(one), equalTo(other)));
              }
            });
    try {
      for (int epoch = 2; epoch < 12; epoch++) {
        committed(run(byRow(), day(DAY_1), epoch).run(epoch % 2 == 0 ? OTHER : FIRST));
      }
    } finally {
      over.set(true);
    }
    reader.get();
  }
}
