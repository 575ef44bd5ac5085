package io.refrain.jdbc.upsert;

import static io.refrain.jdbc.upsert.Change.delete;
import static io.refrain.jdbc.upsert.Change.upsert;
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
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.Frame;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.upsert.Changes.Remember;
import io.refrain.jdbc.upsert.Database.Outcome;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every dialect keeps when rows are deleted, or only inserted, on a real database. */
public abstract class DeletesContract {
  private static final Remember TOMBSTONES = new Remember.Tombstones(Duration.standardDays(30));
  private static final Remember FLAGS = new Remember.SoftDelete("gone");
  private static final String LIVE = "SELECT id, product, v FROM changes ORDER BY id";
  private static final String TOMBSTONES_LEFT = "SELECT COUNT(*) FROM refrain_tombstones";
  private static final String FLAGGED =
      "SELECT id, product, v, CASE WHEN gone THEN 'gone' ELSE 'here' END FROM soft ORDER BY id";

  private static final long NO_ORIGIN = Frame.origin(Frame.NO_TAG);

  protected Database db;

  // Held open by each test, so that a database in a file is not opened for each statement.
  private ConnectionPool open;

  /** A database in which no test has left anything. */
  protected abstract Database freshDatabase() throws Exception;

  // Tests that let a process die leave theirs open.
  private final int poolsBefore = ConnectionPool.openPools();

  @BeforeEach
  void makeTables() throws Exception {
    db = freshDatabase();
    db.run(
        "CREATE TABLE changes (id BIGINT PRIMARY KEY, product VARCHAR(20) NOT NULL, v BIGINT NOT"
            + " NULL)",
        "CREATE TABLE soft (id BIGINT PRIMARY KEY, product VARCHAR(20), v BIGINT NOT NULL, gone"
            + " BOOLEAN)");
    open = ConnectionPool.acquire(db.connection);
  }

  @AfterEach
  void everyPoolIsClosed() {
    open.close();
    assertThat(ConnectionPool.openPools(), is(lessThanOrEqualTo(poolsBefore)));
  }

  private UpsertSpec spec(String table, String kind, Changes changes) {
    return new UpsertSpec(
        db.connection,
        TableName.parse(table),
        new LatestBy(List.of("id"), List.of("v"), kind),
        new UpsertSpec.Limits(3, 8 << 20, false),
        changes);
  }

  UpsertSpec hard() {
    return spec("changes", "op", new Changes(TOMBSTONES, false, false));
  }

  private UpsertSpec soft() {
    return spec("soft", "op", new Changes(FLAGS, false, false));
  }

  Outcome write(UpsertSpec spec, Change... changes) throws Exception {
    return db.upsert(spec, Change.rows(List.of(changes)));
  }

  private static void assertCounts(
      Outcome outcome, long inserted, long updated, long deleted, long same, long stale) {
    assertThat(outcome.rejected().toString(), outcome.rejected(), is(empty()));
    assertThat(
        outcome.counts().toString(),
        List.of(
            outcome.counts().get(Count.INSERTED),
            outcome.counts().get(Count.UPDATED),
            outcome.counts().get(Count.DELETED),
            outcome.counts().get(Count.UNCHANGED),
            outcome.counts().get(Count.STALE)),
        contains(inserted, updated, deleted, same, stale));
  }

  @Test
  void aDeletedRowIsGoneAndItsLateOlderRowStaysAway() throws Exception {
    assertCounts(write(hard(), upsert(1, 1, "a"), upsert(2, 1, "a")), 2, 0, 0, 0, 0);

    assertCounts(write(hard(), delete(1, 3)), 0, 0, 1, 0, 0);
    assertCounts(write(hard(), upsert(1, 2, "late"), upsert(1, 1, "a")), 0, 0, 0, 0, 1);

    assertThat(db.query(LIVE), contains("2|a|1"));
    assertThat(
        db.query("SELECT table_name, row_key, version FROM refrain_tombstones"),
        contains("changes|id=1|n1:3".replace("changes", storedName("changes"))));
  }

  /** How this database stores a plain name. */
  protected abstract String storedName(String plain);

  @Test
  void aNewerRowOfADeletedKeyIsInsertedAndItsTombstoneRemoved() throws Exception {
    write(hard(), delete(1, 3));

    assertCounts(write(hard(), upsert(1, 4, "back")), 1, 0, 0, 0, 0);

    assertThat(db.query(LIVE), contains("1|back|4"));
    assertThat(db.query(TOMBSTONES_LEFT), contains("0"));
    assertCounts(write(hard(), delete(1, 3)), 0, 0, 0, 0, 1);
    assertThat(db.query(LIVE), contains("1|back|4"));
  }

  @Test
  void ofOneVersionTheDeleteWinsWhicheverComesFirst() throws Exception {
    write(hard(), upsert(1, 3, "z"), delete(2, 3));

    assertCounts(write(hard(), delete(1, 3), upsert(2, 3, "z")), 0, 0, 1, 0, 1);

    assertThat(db.query(LIVE), is(empty()));
    assertThat(db.query(TOMBSTONES_LEFT), contains("2"));
  }

  @Test
  void aDeleteOfWhatIsNotThereIsRememberedAndCountsAsUnchanged() throws Exception {
    assertCounts(write(hard(), delete(1, 3)), 0, 0, 0, 1, 0);
    assertCounts(write(hard(), delete(1, 3)), 0, 0, 0, 1, 0);
    assertCounts(write(hard(), delete(1, 2)), 0, 0, 0, 0, 1);
    assertCounts(write(hard(), delete(1, 5)), 0, 0, 0, 1, 0);

    assertThat(db.query("SELECT version FROM refrain_tombstones"), contains("n1:5"));
    assertCounts(write(hard(), upsert(1, 4, "late")), 0, 0, 0, 0, 1);
  }

  @Test
  void aStoredRowWithoutVersionIsOlderThanADelete() throws Exception {
    db.run(
        "CREATE TABLE loose (id BIGINT PRIMARY KEY, product VARCHAR(20), v BIGINT)",
        "INSERT INTO loose VALUES (1, 'of old', NULL)");

    assertCounts(
        write(spec("loose", "op", new Changes(TOMBSTONES, false, false)), delete(1, -5)),
        0,
        0,
        1,
        0,
        0);
    assertThat(db.query("SELECT id FROM loose"), is(empty()));
  }

  @Test
  void aTombstoneIsNotWrittenAgain() throws Exception {
    write(hard(), delete(1, 3));
    db.run("UPDATE refrain_tombstones SET row_key = 'mine'");

    write(hard(), delete(1, 3));
    write(hard(), delete(1, 2), upsert(2, 1, "a"));

    assertThat(db.query("SELECT row_key FROM refrain_tombstones"), contains("mine"));
  }

  @Test
  void aRunThatKnowsOfNoDeletesHeedsTombstones() throws Exception {
    write(hard(), delete(1, 3));
    UpsertSpec plain = spec("changes", null, Changes.NONE);
    Schema schema =
        Schema.builder().addInt32Field("id").addStringField("product").addInt16Field("v").build();

    Outcome outcome =
        db.upsert(
            plain,
            List.of(
                Row.withSchema(schema).addValues(1, "late", (short) 2).build(),
                Row.withSchema(schema).addValues(2, "new", (short) 2).build()));

    // The input's columns are narrower than those that the key was deleted with.
    assertCounts(outcome, 1, 0, 0, 0, 1);
    assertThat(db.query(LIVE), contains("2|new|2"));
    assertCounts(
        db.upsert(plain, List.of(Row.withSchema(schema).addValues(1, "back", (short) 4).build())),
        1,
        0,
        0,
        0,
        0);
    assertThat(db.query(TOMBSTONES_LEFT), contains("0"));
  }

  @Test
  void aTableWithoutTombstonesNeedsNoSideTables() throws Exception {
    db.upsert("orders", Orders.orders(3, 1, 0));

    assertThrows(SQLException.class, () -> db.query(TOMBSTONES_LEFT));
    write(hard(), delete(1, 3));
    assertCounts(db.upsert("orders", Orders.orders(3, 1, 0)), 0, 0, 0, 3, 0);
  }

  @Test
  void tombstonesOlderThanTheirTimeToLiveArePurgedAtTheStart() throws Exception {
    write(hard(), delete(1, 3), delete(2, 3));
    db.run(
        "UPDATE refrain_tombstones SET deleted_at = TIMESTAMP WITH TIME ZONE '2024-01-01"
            + " 00:00:00+00' WHERE row_key = 'id=1'");

    db.upsert(spec("changes", null, Changes.NONE), List.of(plain(9, "a", 1)));
    assertThat(db.query(TOMBSTONES_LEFT), contains("2"));
    write(hard(), upsert(9, 1, "a"));

    assertThat(db.query("SELECT row_key FROM refrain_tombstones"), contains("id=2"));
  }

  @Test
  void compositeKeysAndVersionsAreRememberedInFull() throws Exception {
    db.run(
        "CREATE TABLE parts (shop VARCHAR(300), number NUMERIC(12,2), major INTEGER, minor"
            + " VARCHAR(20), PRIMARY KEY (shop, number))");
    Schema schema =
        Schema.builder()
            .addStringField("shop")
            .addInt32Field("number")
            .addInt32Field("major")
            .addStringField("minor")
            .addStringField("op")
            .build();
    UpsertSpec spec =
        new UpsertSpec(
            db.connection,
            TableName.parse("parts"),
            new LatestBy(List.of("shop", "number"), List.of("major", "minor"), "op"),
            new UpsertSpec.Limits(3, 8 << 20, false),
            new Changes(TOMBSTONES, false, false));
    String longShop = "ü:1".repeat(90);
    List<Row> deletes = new ArrayList<>();
    List<Row> late = new ArrayList<>();
    List<Row> newer = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      deletes.add(Row.withSchema(schema).addValues(longShop, i * 10, 5, "b:\n", "D").build());
      late.add(Row.withSchema(schema).addValues(longShop, i * 10, 5, "b", "u").build());
      newer.add(Row.withSchema(schema).addValues(longShop, i * 10, 5, "c", "u").build());
    }

    assertCounts(db.upsert(spec, deletes), 0, 0, 0, 7, 0);
    assertCounts(db.upsert(spec, late), 0, 0, 0, 0, 7);
    assertCounts(db.upsert(spec, newer), 7, 0, 0, 0, 0);
    assertCounts(db.upsert(spec, deletes), 0, 0, 0, 0, 7);
    assertThat(db.query("SELECT COUNT(*) FROM parts WHERE minor = 'c'"), contains("7"));
  }

  @Test
  void aRowThatDoesNotSayWhatHappenedIsRejected() throws Exception {
    Row unknown = Row.withSchema(Change.SCHEMA).addValues("-U", 1L, "before", 1L).build();
    Row nothing = Row.withSchema(Change.SCHEMA).addValues("", 2L, "a", 1L).build();

    Outcome outcome = db.upsert(hard(), List.of(unknown, nothing, upsert(3, 1, "a").row()));

    assertThat(
        outcome.rejected().stream().map(RejectedRow::toString).toList(),
        contains(
            "unfit_value in op: it says neither insert, update nor delete",
            "unfit_value in op: it says neither insert, update nor delete"));
    assertThat(outcome.rejected().get(0).origin(), is(1L));
    assertThat(outcome.rejected().get(0).row(), containsString("op=-U"));
    assertThat(db.query(LIVE), contains("3|a|1"));
  }

  @Test
  void aDeleteThatAConstraintForbidsIsRejectedAlone() throws Exception {
    write(hard(), upsert(1, 1, "a"), upsert(2, 1, "a"), upsert(3, 1, "a"));
    db.run(
        "CREATE TABLE parts (id BIGINT PRIMARY KEY, of_change BIGINT, FOREIGN KEY (of_change)"
            + " REFERENCES changes (id))",
        "INSERT INTO parts VALUES (7, 2)");

    Outcome outcome = write(hard(), delete(1, 2), delete(2, 2), delete(3, 2));

    assertThat(outcome.counts().get(Count.DELETED), is(2L));
    assertThat(outcome.rejected(), hasSize(1));
    assertThat(outcome.rejected().get(0).code(), is(RejectedRow.Code.CONSTRAINT));
    // Once it is staged, a row has no origin.
    assertThat(outcome.rejected().get(0).origin(), is(db.isAtomic() ? NO_ORIGIN : 2L));
    assertThat(db.query(LIVE), contains("2|a|1"));
    assertThat(db.query(TOMBSTONES_LEFT), contains("2"));
  }

  @Test
  void aChangeKindIsStoredIfAskedFor() throws Exception {
    db.run("CREATE TABLE told (id BIGINT PRIMARY KEY, product VARCHAR(9), v BIGINT, op CHAR(6))");
    UpsertSpec spec = spec("told", "op", new Changes(TOMBSTONES, true, false));
    Row insert = Row.withSchema(Change.SCHEMA).addValues("INSERT", 1L, "a", 1L).build();

    assertCounts(db.upsert(spec, List.of(insert, upsert(2, 1, "a").row())), 2, 0, 0, 0, 0);
    assertCounts(db.upsert(spec, List.of(insert, delete(2, 1).row())), 0, 0, 1, 1, 0);

    assertThat(db.query("SELECT id, op FROM told"), contains("1|INSERT"));
  }

  @Test
  void aDeleteAndALateInsertThatRunAtOnceDoNotMissOneAnother() throws Exception {
    write(hard(), upsert(9, 1, "a"));
    for (boolean deleteFirst : new boolean[] {true, false}) {
      long id = deleteFirst ? 1 : 2;
      Change[] delete = {delete(id, 5)};
      Change[] late = {upsert(id, 3, "late")};
      List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
      Thread second =
          new Thread(
              () -> {
                try {
                  write(hard(), deleteFirst ? late : delete);
                } catch (Exception | AssertionError e) {
                  failures.add(e);
                }
              });
      try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
        // Commits of the first before its rows: one at most for the time of the purge, one after.
        int commits = commitsOf(pool);
        ForwardingConnections first =
            ForwardingConnections.before(
                pool,
                "commit",
                // An atomic run drops afterwards what it staged.
                db.isAtomic() ? commits - 1 : commits,
                () -> {
                  second.start();
                  join(second, 500);
                });

        db.upsert(hard(), Change.rows(List.of(deleteFirst ? delete : late)), first);

        assertThat(first.calls(), is(commits));
      }
      second.join();
      assertThat(failures, is(empty()));
      assertThat("delete first: " + deleteFirst, db.query(LIVE), contains("9|a|1"));
    }
    assertThat(db.query(TOMBSTONES_LEFT), contains("2"));
  }

  /** A row of an input that knows of no deletes. */
  private static Row plain(long id, String product, long version) {
    Schema schema =
        Schema.builder().addInt64Field("id").addStringField("product").addInt64Field("v").build();
    return Row.withSchema(schema).addValues(id, product, version).build();
  }

  /** How many commits a run with one batch makes. */
  int commitsOf(ConnectionPool pool) throws Exception {
    ForwardingConnections counting =
        ForwardingConnections.before(pool, "commit", 0, ForwardingConnections.Action.NOTHING);
    long id = db.isAtomic() ? 1000 : 9;
    db.upsert(hard(), Change.rows(List.of(upsert(id, 1, "a"))), counting);
    db.run("DELETE FROM changes WHERE id = 1000");
    return counting.calls();
  }

  private static void join(Thread thread, long millis) {
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Changes of few keys and versions, so that they meet. */
  private static List<Change> history(Random random, int size) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int id = random.nextInt(8);
      int version = random.nextInt(6);
      changes.add(
          random.nextInt(3) == 0
              ? delete(id, version)
              : upsert(id, version, "p" + random.nextInt(3)));
    }
    return changes;
  }

  @Test
  void contentDependsOnTheSetOfChangesAlone() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      db.run("DELETE FROM changes", "DELETE FROM soft");
      if (round > 0) {
        db.run("DELETE FROM refrain_tombstones");
      }
      List<Change> all = history(random, 40);
      List<Change> deliveries = new ArrayList<>(all);
      deliveries.addAll(all.subList(0, random.nextInt(all.size())));
      Collections.shuffle(deliveries, random);
      for (int from = 0; from < deliveries.size(); ) {
        int to = Math.min(deliveries.size(), from + 1 + random.nextInt(25));
        db.upsert(hard(), Change.rows(deliveries.subList(from, to)));
        db.upsert(soft(), Change.rows(deliveries.subList(from, to)));
        from = to;
      }
      String at = "seed " + seed + ", round " + round;
      assertThat(at, db.query(LIVE), equalTo(Change.live(all)));
      assertThat(at, db.query(TOMBSTONES_LEFT), contains("" + Change.deleted(all)));
      assertThat(at, db.query(FLAGGED), equalTo(Change.flagged(all)));
    }
  }

  @Test
  void aPlanIsWhatTheRunThenDoesAndChangesNothing() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    UpsertSpec knowingNoDeletes = spec("changes", null, Changes.NONE);
    for (int round = 0; round < 10; round++) {
      List<Row> rows = Change.rows(history(random, 12));
      String at = "seed " + seed + ", round " + round;
      for (UpsertSpec spec : List.of(hard(), soft())) {
        List<String> before = everything();
        Outcome plan = db.plan(spec, rows);
        assertThat(at, everything(), equalTo(before));

        assertThat(at, db.upsert(spec, rows).counts(), equalTo(plan.counts()));
      }
      List<Row> late = List.of(withoutKind(random.nextInt(8), random.nextInt(6)));
      Outcome plan = db.plan(knowingNoDeletes, late);
      assertThat(at, db.upsert(knowingNoDeletes, late).counts(), equalTo(plan.counts()));
    }
  }

  private static Row withoutKind(long id, long version) {
    Schema schema =
        Schema.builder().addInt64Field("id").addStringField("product").addInt64Field("v").build();
    return Row.withSchema(schema).addValues(id, "late", version).build();
  }

  /** All rows of all tables; of a side table that is not there, that it is not. */
  private List<String> everything() throws SQLException {
    List<String> rows = new ArrayList<>(db.query(LIVE));
    rows.addAll(db.query(FLAGGED));
    for (String side :
        List.of(
            "SELECT row_key, version FROM refrain_tombstones ORDER BY row_key",
            "SELECT COUNT(*), SUM(uses) FROM refrain_locks")) {
      try {
        rows.addAll(db.query(side));
      } catch (SQLException e) {
        rows.add("there is none");
      }
    }
    return rows;
  }

  @Test
  void writersAtOnceComeToTheSameContentWithoutDeadlock() throws Exception {
    long seed = System.nanoTime();
    List<Change> all = history(new Random(seed), 120);
    write(hard(), upsert(0, -1, "a"));
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < 3; w++) {
      int writer = w;
      writers.add(
          new Thread(
              () -> {
                List<Change> mine = new ArrayList<>(all);
                Collections.shuffle(mine, new Random(seed + writer));
                try {
                  for (int from = 0; from < mine.size(); from += 15) {
                    List<Row> rows = Change.rows(mine.subList(from, from + 15));
                    db.upsert(hard(), rows);
                    db.upsert(soft(), rows);
                  }
                } catch (Exception | AssertionError e) {
                  failures.add(e);
                }
              }));
    }
    writers.forEach(Thread::start);
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat("seed " + seed, failures, is(empty()));
    List<Change> withFirst = new ArrayList<>(all);
    withFirst.add(upsert(0, -1, "a"));
    assertThat("seed " + seed, db.query(LIVE), equalTo(Change.live(withFirst)));
    assertThat("seed " + seed, db.query(FLAGGED), equalTo(Change.flagged(all)));
  }

  @Test
  void workersThatBeginAtOnceMakeTheSideTablesTogether() throws Exception {
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> workers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      int id = w;
      workers.add(
          new Thread(
              () -> {
                try {
                  write(hard(), upsert(id, 1, "a"));
                } catch (Exception | AssertionError e) {
                  failures.add(e);
                }
              }));
    }
    workers.forEach(Thread::start);
    for (Thread worker : workers) {
      worker.join();
    }
    assertThat(failures, is(empty()));
    assertThat(db.query("SELECT COUNT(*) FROM changes"), contains("4"));
    assertThat(db.query("SELECT COUNT(*) FROM refrain_locks"), contains("256"));
  }

  @Test
  void everyCallToTheDatabaseMayFailAndTheEndIsTheSame() throws Exception {
    List<Change> before =
        List.of(
            upsert(1, 1, "a"), upsert(2, 1, "a"), delete(3, 4), delete(4, 1), upsert(5, 9, "z"));
    List<Change> delivery =
        List.of(
            upsert(1, 2, "b"),
            delete(2, 2),
            upsert(3, 3, "late"),
            upsert(4, 2, "back"),
            delete(5, 3),
            delete(6, 1),
            upsert(7, 1, "a"),
            delete(3, 6));
    List<Change> all = new ArrayList<>(before);
    all.addAll(delivery);
    db.upsert(hard(), Change.rows(before));
    for (boolean after : new boolean[] {false, true}) {
      // Fatal, and transient: a crash of the run, and a retry within it.
      String state = after ? "XX000" : "40001";
      int nth = 1 - step();
      boolean failed;
      do {
        nth += step();
        db.run("DELETE FROM changes", "DELETE FROM refrain_tombstones");
        db.upsert(hard(), Change.rows(before));
        failed = failsOnce(Change.rows(delivery), nth, after, state);
        String at = "call " + nth + (after ? " after " : " before ") + state;
        assertThat(at, db.query(LIVE), equalTo(Change.live(all)));
        assertThat(at, db.query(TOMBSTONES_LEFT), contains("" + Change.deleted(all)));
      } while (failed);
      assertThat(nth, greaterThan(20));
    }
  }

  /** How far the loop goes on from one call to the next: 1 to skip none. */
  protected int step() {
    return 1;
  }

  private boolean failsOnce(List<Row> rows, int nth, boolean after, String state) throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      FaultyJdbc faulty = new FaultyJdbc(pool, nth, after, state);
      try {
        db.upsert(hard(), rows, faulty);
      } catch (RefrainException e) {
        assertThat(e.getMessage(), containsString("planted failure"));
        db.upsert(hard(), rows, pool);
      }
      return faulty.failed();
    }
  }

  @Test
  void aFlaggedRowStaysAndANewerOneClearsTheFlag() throws Exception {
    assertCounts(write(soft(), upsert(1, 1, "a"), delete(2, 3)), 1, 0, 0, 1, 0);
    assertCounts(write(soft(), delete(1, 2), upsert(2, 2, "late")), 0, 0, 1, 0, 1);
    assertThat(db.query(FLAGGED), contains("1|null|2|gone", "2|null|3|gone"));
    assertCounts(write(soft(), delete(1, 2), delete(2, 2)), 0, 0, 0, 1, 1);
    assertCounts(write(soft(), delete(1, 3)), 0, 0, 0, 1, 0);

    assertCounts(write(soft(), upsert(1, 4, "back"), upsert(2, 3, "z")), 1, 0, 0, 0, 1);

    assertThat(db.query(FLAGGED), contains("1|back|4|here", "2|null|3|gone"));
    assertCounts(write(soft(), delete(1, 4), upsert(1, 3, "z")), 0, 0, 1, 0, 0);
  }

  @Test
  void aFlagOfOldThatIsNullMeansThatTheRowIsThere() throws Exception {
    db.run("INSERT INTO soft (id, product, v) VALUES (1, 'a', 1), (2, 'b', 1)");

    assertCounts(write(soft(), upsert(1, 1, "a"), delete(2, 1)), 0, 0, 1, 1, 0);
    assertThat(db.query("SELECT gone FROM soft WHERE id = 1"), contains("null"));
  }

  @Test
  void aRunThatKnowsOfNoDeletesClearsTheFlagToo() throws Exception {
    write(soft(), delete(1, 3));
    UpsertSpec plain = spec("soft", null, new Changes(FLAGS, false, false));

    assertCounts(db.upsert(plain, List.of(plain(1, "back", 4))), 1, 0, 0, 0, 0);
    assertThat(db.query(FLAGGED), contains("1|back|4|here"));
  }

  private static final Schema TIMED =
      Schema.builder()
          .addInt64Field("id")
          .addNullableField("product", FieldType.STRING)
          .addLogicalTypeField("at", new MicrosInstant())
          .addBooleanField("gone")
          .build();

  private static Row timed(long id, String product, int second, boolean gone) {
    Instant at = Orders.NOON.plusSeconds(second);
    return Row.withSchema(TIMED).addValues(id, product, at, gone).build();
  }

  @Test
  void aFlagOfTimestampsTakesTheMomentOfTheVersion() throws Exception {
    db.run(
        "CREATE TABLE timed (id BIGINT PRIMARY KEY, product VARCHAR(20), at TIMESTAMP(6) WITH TIME"
            + " ZONE, deleted_at TIMESTAMP(6) WITH TIME ZONE)");
    UpsertSpec spec =
        new UpsertSpec(
            db.connection,
            TableName.parse("timed"),
            new LatestBy(List.of("id"), List.of("at"), "gone"),
            new UpsertSpec.Limits(3, 8 << 20, false),
            new Changes(new Remember.SoftDelete("deleted_at"), false, false));
    String content =
        "SELECT id, product, CASE WHEN deleted_at IS NULL THEN 'here' WHEN deleted_at = at THEN"
            + " 'gone' END FROM timed ORDER BY id";
    Row carried = timed(1, "last", 2, true);

    db.upsert(spec, List.of(timed(1, "a", 1, false), timed(2, null, 2, true)));
    assertCounts(db.upsert(spec, List.of(carried)), 0, 0, 1, 0, 0);
    assertCounts(db.upsert(spec, List.of(carried)), 0, 0, 0, 1, 0);

    assertThat(db.query(content), contains("1|last|gone", "2|null|gone"));
    assertCounts(db.upsert(spec, List.of(timed(2, "back", 3, false))), 1, 0, 0, 0, 0);
    assertThat(db.query(content), contains("1|last|gone", "2|back|here"));
  }

  @Test
  void aTableThatCannotFlagDeletedRowsIsRefused() {
    assertThat(
        refusal("changes", "v"),
        allOf(
            containsString("Cannot flag deleted rows in changes at jdbc:"),
            containsString(
                "its columns [" + storedName("product") + "] are NOT NULL, but a deleted row"),
            containsString("or remember deletes by tombstones instead. Nothing was changed.")));
    assertThat(
        refusal("soft", "away"),
        containsString(
            "it has no column 'away' to flag deleted rows in. Its columns are: ["
                + storedName("id")));
    assertThat(
        refusal("soft", "product"), containsString("cannot flag deleted rows. Take a boolean"));
  }

  private String refusal(String table, String flag) {
    Schema schema = Schema.builder().addInt64Field("id").addInt64Field("v").build();
    Schema full = table.equals("changes") ? Change.SCHEMA : schema;
    Row row =
        table.equals("changes")
            ? upsert(1, 1, "a").row()
            : Row.withSchema(full).addValues(1L, 1L).build();
    RefrainException e =
        assertThrows(
            RefrainException.class,
            () ->
                db.upsert(
                    spec(
                        table,
                        table.equals("changes") ? "op" : null,
                        new Changes(new Remember.SoftDelete(flag), false, false)),
                    List.of(row)));
    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    return e.getMessage();
  }

  @Test
  void aFlagOfTimestampsNeedsAVersionThatIsOne() throws Exception {
    db.run(
        "CREATE TABLE timed (id BIGINT PRIMARY KEY, product VARCHAR(20), v BIGINT, deleted_at"
            + " TIMESTAMP(6))");
    UpsertSpec spec =
        spec("timed", "op", new Changes(new Remember.SoftDelete("deleted_at"), false, false));

    RefrainException e = assertThrows(RefrainException.class, () -> write(spec, upsert(1, 1, "a")));

    assertThat(
        e.getMessage(),
        allOf(
            containsString("wants to know when a row was deleted, but none of the version columns"),
            containsString("[v] is a timestamp"),
            containsString("Nothing was changed.")));
  }

  @Test
  void aTableIsMadeWithAFlagAndWithoutNotNull() throws Exception {
    UpsertSpec spec = spec("made", "op", new Changes(FLAGS, false, false));
    UpsertSpec making = spec.with(new UpsertSpec.Limits(3, 8 << 20, true));

    assertCounts(write(making, upsert(1, 1, "a"), delete(2, 1)), 1, 0, 0, 1, 0);

    assertThat(db.query("SELECT id, product FROM made WHERE gone"), contains("2|null"));
    assertCounts(write(spec, delete(1, 1), delete(2, 1)), 0, 0, 1, 1, 0);
  }

  @Test
  void aStoredRowIsNeverTouchedWhereRowsAreOnlyInserted() throws Exception {
    UpsertSpec spec = spec("changes", null, new Changes(new Remember.Nothing(), false, true));
    List<Row> first = List.of(plain(1, "a", 1), plain(2, "a", 1), plain(2, "b", 2));
    List<Row> second = List.of(plain(1, "z", 9), plain(2, "b", 2), plain(3, "a", 1));

    assertCounts(db.upsert(spec, first), 2, 0, 0, 0, 0);
    assertCounts(db.upsert(spec, second), 1, 0, 0, 1, 1);
    assertThat(db.query(LIVE), contains("1|a|1", "2|b|2", "3|a|1"));
    db.run("UPDATE changes SET product = 'mine' WHERE id = 3");
    assertCounts(db.upsert(spec, second), 0, 0, 0, 1, 2);
  }

  @Test
  void rowsThatAreOnlyInsertedHeedTombstonesToo() throws Exception {
    write(hard(), delete(1, 3));
    UpsertSpec spec = spec("changes", null, new Changes(TOMBSTONES, false, true));

    assertCounts(db.upsert(spec, List.of(plain(1, "late", 2), plain(2, "new", 2))), 1, 0, 0, 0, 1);
  }

  @Test
  void aVersionOfAnotherKindThanTheTombstonesIsRefused() throws Exception {
    write(hard(), delete(1, 3));
    db.run("UPDATE refrain_tombstones SET version = 't1:x'");

    RefrainException e =
        assertThrows(RefrainException.class, () -> write(hard(), upsert(1, 9, "a")));

    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    assertThat(
        e.getMessage(),
        allOf(
            containsString("A row of " + storedName("changes") + " (id=1) was deleted with a"),
            containsString("do not have: t1:x in refrain_tombstones."),
            containsString("Give the version columns the types they had then"),
            containsString("Nothing of this batch was changed.")));
    assertThat(db.query(LIVE), is(empty()));
  }

  @Test
  void locksThatAreTakenAwayUnderARunStopIt() throws Exception {
    write(hard(), delete(1, 3));
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      ForwardingConnections.Action rob = () -> db.run("DELETE FROM refrain_locks");
      ForwardingConnections robbed =
          ForwardingConnections.after(pool, "commit", commitsOf(pool), rob);
      List<Row> rows =
          Change.rows(List.of(upsert(1, 9, "a"), upsert(2, 9, "a"), upsert(3, 9, "a")));
      UpsertSpec oneByOne = hard().with(new UpsertSpec.Limits(1, 8 << 20, false));

      RefrainException e =
          assertThrows(
              RefrainException.class,
              // An atomic run takes all locks when it merges, and none before.
              () -> {
                if (db.isAtomic()) {
                  db.merge(oneByOne, rows, pool, rob);
                } else {
                  db.upsert(oneByOne, rows, robbed);
                }
              });

      assertThat(
          e.getMessage(),
          allOf(
              containsString("Somebody removed rows of " + storedName("changes")),
              containsString("This transaction changed nothing; batches that were committed")));
    }
    // Of the others the first batch was stored.
    int stored = db.isAtomic() ? 0 : 1;
    assertCounts(write(hard(), upsert(1, 9, "a"), upsert(2, 9, "a")), 2 - stored, 0, 0, stored, 0);
    assertThat(db.query(LIVE), not(empty()));
    assertThat(
        db.query("SELECT row_key FROM refrain_tombstones"), containsInAnyOrder(new String[0]));
  }
}
