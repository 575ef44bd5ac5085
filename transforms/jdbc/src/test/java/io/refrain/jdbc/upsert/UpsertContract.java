package io.refrain.jdbc.upsert;

import static io.refrain.jdbc.upsert.Orders.order;
import static io.refrain.jdbc.upsert.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.upsert.Database.Outcome;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every dialect keeps, on a real database. */
public abstract class UpsertContract {
  private static final String CONTENT =
      "SELECT order_id, product, quantity FROM orders ORDER BY order_id";

  protected Database db;

  /** A database in which no test has left anything. */
  protected abstract Database freshDatabase() throws Exception;

  // Tests that let a process die leave theirs open.
  private final int poolsBefore = ConnectionPool.openPools();

  @BeforeEach
  void makeTable() throws Exception {
    db = freshDatabase();
    db.run(
        "CREATE TABLE orders (order_id BIGINT PRIMARY KEY, product VARCHAR(100), quantity INTEGER"
            + " CHECK (quantity < 1000), updated_at TIMESTAMP(6) WITH TIME ZONE NOT NULL)");
  }

  @AfterEach
  void everyPoolIsClosed() {
    assertThat(ConnectionPool.openPools(), is(lessThanOrEqualTo(poolsBefore)));
  }

  static void assertCounts(Outcome outcome, long inserted, long updated, long same, long stale) {
    assertThat(
        outcome.counts().toString(),
        List.of(
            outcome.counts().get(Count.INSERTED),
            outcome.counts().get(Count.UPDATED),
            outcome.counts().get(Count.UNCHANGED),
            outcome.counts().get(Count.STALE)),
        contains(inserted, updated, same, stale));
  }

  @Test
  void loadingTwiceIsLoadingOnce() throws Exception {
    assertCounts(db.upsert("orders", orders(20, 1, 0)), 20, 0, 0, 0);
    List<String> once = db.query(CONTENT);

    Outcome second = db.upsert("orders", orders(20, 1, 0));

    assertCounts(second, 0, 0, 20, 0);
    assertThat(db.query(CONTENT), equalTo(once));
    assertThat(once, hasSize(20));
  }

  @Test
  void redeliveryWithNewerRowsUpdates() throws Exception {
    db.upsert("orders", orders(20, 1, 0));

    Outcome outcome = db.upsert("orders", orders(20, 5, 60));

    assertCounts(outcome, 0, 20, 0, 0);
    assertThat(db.query("SELECT DISTINCT quantity FROM orders"), contains("5"));
  }

  @Test
  void olderRedeliveryIsStale() throws Exception {
    db.upsert("orders", orders(20, 5, 60));

    Outcome outcome = db.upsert("orders", orders(20, 1, 0));

    assertCounts(outcome, 0, 0, 0, 20);
    assertThat(db.query("SELECT DISTINCT quantity FROM orders"), contains("5"));
  }

  @Test
  void aLoadThatMeetsStoredRowsAfterManyBatchesDecidesOnThem() throws Exception {
    db.upsert("orders", List.of(order(81, "newer", 9, 60), order(82, "older", 9, -60)));
    db.upsert("orders", orders(90, 1, 0).subList(82, 85));

    Outcome outcome =
        db.upsert(
            db.spec("orders", List.of("order_id"), List.of("updated_at"), 8), orders(100, 1, 0));

    assertCounts(outcome, 95, 1, 3, 1);
    assertThat(
        db.query("SELECT product FROM orders WHERE order_id > 80 AND order_id < 84"),
        contains("newer", "product 82", "product 83"));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("100"));
  }

  @Test
  void updatesThatMeetOtherRowsAfterManyBatchesAreDecidedOnOneByOne() throws Exception {
    db.upsert("orders", orders(100, 1, 0));
    db.upsert("orders", List.of(order(81, "newer", 9, 120), order(90, "product 90", 5, 60)));
    db.run("DELETE FROM orders WHERE order_id = 97");

    Outcome outcome =
        db.upsert(
            db.spec("orders", List.of("order_id"), List.of("updated_at"), 8), orders(100, 5, 60));

    assertCounts(outcome, 1, 97, 1, 1);
    assertThat(db.query("SELECT product FROM orders WHERE quantity = 9"), contains("newer"));
    assertThat(db.query("SELECT COUNT(*) FROM orders WHERE quantity = 5"), contains("99"));
  }

  @Test
  void contentDoesNotDependOnOrderOrBatches() throws Exception {
    Random random = new Random(42);
    List<Row> changes = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      // Few versions, so that many rows tie and only their content decides.
      changes.add(order(random.nextInt(40), "p" + random.nextInt(3), i % 7, random.nextInt(4)));
    }
    db.upsert("orders", changes);
    List<String> expected = db.query(CONTENT);
    for (int batchRows : new int[] {1, 3, 50}) {
      db.run("DELETE FROM orders");
      Collections.shuffle(changes, random);
      UpsertSpec spec = db.spec("orders", List.of("order_id"), List.of("updated_at"), batchRows);
      // In pieces that overlap: rows are delivered again, and later than newer ones.
      for (int from = 0; from < changes.size(); from += 30) {
        db.upsert(spec, changes.subList(Math.max(0, from - 20), Math.min(from + 30, 400)));
      }

      assertThat("batches of " + batchRows, db.query(CONTENT), equalTo(expected));
    }
  }

  @Test
  void equalVersionsAreDecidedByContentAndCountedAsTies() throws Exception {
    db.upsert("orders", List.of(order(1, "b", 1, 0), order(2, "b", 1, 0)));

    Outcome outcome = db.upsert("orders", List.of(order(1, "a", 1, 0), order(2, "c", 1, 0)));

    assertCounts(outcome, 0, 1, 0, 1);
    assertThat(outcome.counts().get(Count.TIES), is(2L));
    assertThat(
        db.query("SELECT order_id, product FROM orders ORDER BY order_id"), contains("1|b", "2|c"));
  }

  @Test
  void rowsOfOneKeyAreCollapsedBeforeTheyAreWritten() throws Exception {
    Outcome outcome =
        db.upsert("orders", List.of(order(1, "a", 1, 5), order(1, "b", 2, 9), order(1, "c", 3, 7)));

    assertCounts(outcome, 1, 0, 0, 0);
    assertThat(outcome.counts().get(Count.COLLAPSED), is(2L));
    assertThat(db.query(CONTENT), contains("1|b|2"));
  }

  @Test
  void aStoredRowWithoutVersionIsOlderThanAny() throws Exception {
    db.run(
        "ALTER TABLE orders ALTER COLUMN updated_at DROP NOT NULL",
        "INSERT INTO orders (order_id, product) VALUES (1, 'of old')");

    assertCounts(db.upsert("orders", List.of(order(1, "new", 1, 0))), 0, 1, 0, 0);
    assertThat(db.query(CONTENT), contains("1|new|1"));
  }

  @Test
  void columnsThatTheInputLacksAreLeftAlone() throws Exception {
    db.run("ALTER TABLE orders ADD COLUMN note VARCHAR(10) DEFAULT 'none'");
    db.upsert("orders", orders(2, 1, 0));
    db.run("UPDATE orders SET note = 'mine' WHERE order_id = 1");

    db.upsert("orders", orders(2, 2, 60));

    assertThat(
        db.query("SELECT quantity, note FROM orders ORDER BY order_id"),
        contains("2|mine", "2|none"));
  }

  @Test
  void aViolatedConstraintRejectsItsRowAlone() throws Exception {
    List<Row> rows = new ArrayList<>(orders(50, 1, 0));
    rows.set(12, order(13, "too many", 1000, 0));
    rows.set(30, order(31, "x".repeat(101), 1, 0));

    Outcome outcome = db.upsert("orders", rows);

    assertThat(outcome.counts().get(Count.INSERTED), is(48L));
    assertThat(outcome.counts().get(Count.REJECTED), is(2L));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("48"));
    List<RejectedRow> rejected =
        outcome.rejected().stream().sorted(Comparator.comparing(RejectedRow::origin)).toList();
    RejectedRow constraint = rejected.get(0);
    assertThat(constraint.code(), is(RejectedRow.Code.CONSTRAINT));
    assertThat(constraint.origin(), is(13L));
    assertThat(
        constraint.column().toLowerCase(java.util.Locale.ROOT), containsString(shownCheck()));
    assertThat(constraint.row(), containsString("too many"));
    RejectedRow tooLong = rejected.get(1);
    assertThat(tooLong.code(), is(tooLong()));
    assertThat(tooLong.origin(), is(31L));
  }

  /** What this database's message shows of the violated check: part of its name, if it can. */
  protected String shownCheck() {
    return "_";
  }

  /** How text is refused that is too long: otherwise where a check constraint has to do it. */
  protected RejectedRow.Code tooLong() {
    return RejectedRow.Code.UNFIT_VALUE;
  }

  @Test
  void aNullInAColumnThatTakesNoneRejectsItsRow() throws Exception {
    db.run("ALTER TABLE orders ALTER COLUMN product SET NOT NULL");

    Outcome outcome = db.upsert("orders", List.of(order(1, "a", 1, 0), order(2, null, 1, 0)));

    assertThat(outcome.rejected(), hasSize(1));
    assertThat(outcome.rejected().get(0).code(), is(RejectedRow.Code.NULL_VALUE));
    assertThat(
        outcome.rejected().get(0).column().toLowerCase(java.util.Locale.ROOT), is("product"));
    assertThat(db.query(CONTENT), contains("1|a|1"));
  }

  @Test
  void aSecondUniqueIndexRejectsRatherThanCaptures() throws Exception {
    db.run("CREATE UNIQUE INDEX one_product ON orders (product)");
    db.upsert("orders", List.of(order(1, "a", 1, 0)));

    Outcome outcome = db.upsert("orders", List.of(order(2, "a", 2, 60)));

    assertThat(outcome.rejected(), hasSize(1));
    assertThat(outcome.rejected().get(0).code(), is(RejectedRow.Code.CONSTRAINT));
    assertThat(
        outcome.rejected().get(0).column().toLowerCase(java.util.Locale.ROOT),
        containsString(shownIndex()));
    assertThat(db.query(CONTENT), contains("1|a|1"));
  }

  /** What this database's message shows of the violated unique index: its name, if it can. */
  protected String shownIndex() {
    return "one_product";
  }

  @Test
  void identifiersAndValuesAreNeverSql() throws Exception {
    String evil = "x\"; DROP TABLE orders; --";
    Schema schema =
        Schema.builder()
            .addInt64Field("key\"id")
            .addStringField(evil)
            .addInt64Field("or'der")
            .build();
    String table = "\"we.ird \"\"t'able\"";
    UpsertSpec spec = db.spec(table, List.of("key\"id"), List.of("or'der"), 10);
    String value = "'); DROP TABLE orders; -- {\"a\",NULL}\\";

    db.upsert(spec, List.of(Row.withSchema(schema).addValues(1L, "before", 1L).build()));
    Outcome outcome =
        db.upsert(spec, List.of(Row.withSchema(schema).addValues(1L, value, 2L).build()));

    assertCounts(outcome, 0, 1, 0, 0);
    assertThat(
        db.query("SELECT \"x\"\"; DROP TABLE orders; --\" FROM \"we.ird \"\"t'able\""),
        contains(value));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("0"));
  }

  @Test
  void compositeKeysAndVersionsDecideInOrder() throws Exception {
    Schema schema =
        Schema.builder()
            .addStringField("shop")
            .addInt32Field("number")
            .addInt32Field("major")
            .addStringField("minor")
            .build();
    UpsertSpec spec = db.spec("sales", List.of("shop", "number"), List.of("major", "minor"), 3);
    List<Row> first = new ArrayList<>();
    List<Row> second = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      first.add(Row.withSchema(schema).addValues("s" + i % 2, i, 5, "Z").build());
      // By bytes "Z" < "a": newer. Most collations say otherwise.
      second.add(Row.withSchema(schema).addValues("s" + i % 2, i, i < 5 ? 4 : 5, "a").build());
    }

    assertCounts(db.upsert(spec, first), 10, 0, 0, 0);
    assertCounts(db.upsert(spec, second), 0, 5, 0, 5);
    assertCounts(db.upsert(spec, second), 0, 0, 5, 5);
    assertThat(
        db.query("SELECT minor, COUNT(*) FROM sales GROUP BY minor ORDER BY COUNT(*), MAX(number)"),
        contains("Z|5", "a|5"));
  }

  @Test
  void aKeyColumnAloneMakesATableOfKeys() throws Exception {
    Schema schema = Schema.builder().addInt64Field("id").build();
    UpsertSpec spec = db.spec("ids", List.of("id"), List.of("id"), 3);
    List<Row> rows = List.of(Row.withSchema(schema).addValue(7L).build());

    assertCounts(db.upsert(spec, rows), 1, 0, 0, 0);
    assertCounts(db.upsert(spec, rows), 0, 0, 1, 0);
  }

  @Test
  void nothingIsDoneForNoRows() throws Exception {
    assertThat(db.upsert("orders", List.of()).rejected(), is(empty()));
  }

  @Test
  void aCommitWhoseAnswerIsLostIsFoundInEffect() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      // The second commit: the first batch of seven is past.
      ForwardingConnections cut =
          ForwardingConnections.after(pool, "commit", 2, ForwardingConnections.fail("08006"));

      Outcome outcome =
          db.upsert(
              db.spec("orders", List.of("order_id"), List.of("updated_at"), 7),
              orders(20, 1, 0),
              cut);

      assertCounts(outcome, 13, 0, 7, 0);
      assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("20"));
    }
  }

  @Test
  void everyCallMayFailOnceAndTheEndIsTheSame() throws Exception {
    db.upsert("orders", orders(10, 1, 0));
    db.upsert("orders", orders(15, 2, 60));
    List<String> expected = db.query(CONTENT);
    for (String method : calls()) {
      int opening = method.equals("prepareStatement") ? statementsToOpen() : 0;
      int nth = opening;
      ForwardingConnections faulty;
      do {
        nth++;
        db.run("DELETE FROM orders");
        db.upsert("orders", orders(10, 1, 0));
        try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
          faulty =
              ForwardingConnections.before(pool, method, nth, ForwardingConnections.fail("40001"));
          db.upsert(
              db.spec("orders", List.of("order_id"), List.of("updated_at"), 8),
              orders(15, 2, 60),
              faulty);
        }
        assertThat(method + " " + nth, db.query(CONTENT), equalTo(expected));
      } while (faulty.calls() > nth);
      assertThat(nth, org.hamcrest.Matchers.greaterThan(opening + 1));
    }
  }

  /** How often a batch that is read first commits: once, and before that what it puts aside. */
  protected int commitsOfABatch() {
    return 1;
  }

  /** How many statements are prepared to learn what the table looks like. */
  protected int statementsToOpen() {
    return 0;
  }

  /** The calls of a connection that a batch of eight rows makes. */
  protected List<String> calls() {
    return List.of("prepareStatement", "createArrayOf", "commit");
  }

  @Test
  void aRunThatDiesBetweenBatchesIsCompletedByTheNext() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      ForwardingConnections dying =
          ForwardingConnections.before(
              pool, "commit", 2 * commitsOfABatch() + 1, ForwardingConnections.fail("XX000"));
      UpsertSpec spec = db.spec("orders", List.of("order_id"), List.of("updated_at"), 4);

      RefrainException death =
          assertThrows(RefrainException.class, () -> db.upsert(spec, orders(20, 1, 0), dying));

      assertThat(death.getMessage(), containsString("Cannot upsert into orders at jdbc:"));
      assertThat(death.getMessage(), containsString("batches before it are stored"));
    }
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("8"));

    assertCounts(db.upsert("orders", orders(20, 1, 0)), 12, 0, 8, 0);
  }

  @Test
  void aRowWrittenByAnotherAfterItWasReadIsDecidedAnew() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      // Statement 1 reads; before statement 2 inserts, somebody else stores newer and older rows.
      ForwardingConnections raced =
          ForwardingConnections.before(
              pool,
              "prepareStatement",
              statementsToOpen() + 2,
              () ->
                  db.run(
                      "INSERT INTO orders VALUES"
                          + " (1, 'newer', 9, TIMESTAMP WITH TIME ZONE '2030-01-01 00:00:00+00'),"
                          + " (2, 'older', 9, TIMESTAMP WITH TIME ZONE '2001-01-01 00:00:00+00')"));

      Outcome outcome =
          db.upsert(
              db.spec("orders", List.of("order_id"), List.of("updated_at"), 7),
              orders(3, 1, 0),
              raced);

      assertCounts(outcome, 1, 1, 0, 1);
      assertThat(db.query(CONTENT), contains("1|newer|9", "2|product 2|1", "3|product 3|1"));
    }
  }

  @Test
  void writersOfTheSameKeysAgreeWithoutDeadlock() throws Exception {
    List<Row> expected = orders(200, 9, 9);
    List<Thread> writers = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int w = 0; w < 2; w++) {
      int writer = w;
      writers.add(
          new Thread(
              () -> {
                Random random = new Random(writer);
                try {
                  for (int round = writer; round < 10; round += 2) {
                    List<Row> rows = new ArrayList<>(orders(200, round, round));
                    Collections.shuffle(rows, random);
                    db.upsert("orders", rows);
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
    assertThat(failures, is(empty()));
    assertCounts(db.upsert("orders", expected), 0, 0, 200, 0);
  }

  @Test
  void everyTypeComesBackAsItWentIn() throws Exception {
    for (boolean nullable : new boolean[] {false, true}) {
      db.run("DROP TABLE IF EXISTS types");
      UpsertSpec spec = db.spec("types", List.of("id"), List.of("id"), 2);
      List<Row> rows = rowsOfAllTypes(nullable);

      assertThat(db.upsert(spec, rows).rejected(), is(empty()));
      Outcome again = db.upsert(spec, rows);

      // Unchanged is decided on the canonical bytes of what was read back: all values are the same.
      assertCounts(again, 0, 0, rows.size(), 0);
    }
  }

  /** Rows of all types, with values that this database has columns for. */
  protected List<Row> rowsOfAllTypes(boolean nullable) {
    return AllTypes.rows(nullable, this::held);
  }

  /** A value, or another where this database has none like it; such values are tested elsewhere. */
  protected Object held(Object value) {
    return value;
  }

  @Test
  void timestampsAreUtcInColumnsWithAndWithoutZone() throws Exception {
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addLogicalTypeField("instant", new MicrosInstant())
            .addLogicalTypeField("local", SqlTypes.DATETIME)
            .build();
    db.run(
        "CREATE TABLE times (id BIGINT PRIMARY KEY, \"instant\" TIMESTAMP(6), \"local\" TIMESTAMP(6)"
            + " WITH TIME ZONE)");
    UpsertSpec spec = db.spec("times", List.of("id"), List.of("instant"), 2);
    Row row =
        Row.withSchema(schema)
            .addValues(1L, Orders.NOON, LocalDateTime.parse("2024-03-10T02:30:00.000001"))
            .build();

    assertCounts(db.upsert(spec, List.of(row)), 1, 0, 0, 0);
    assertCounts(db.upsert(spec, List.of(row)), 0, 0, 1, 0);
    assertThat(
        db.query("SELECT CAST(\"instant\" AS VARCHAR(19)) FROM times"),
        contains("2024-03-15 12:00:00"));
    assertThat(
        db.query(
            "SELECT \"local\" = TIMESTAMP WITH TIME ZONE '2024-03-10 02:30:00.000001+00' FROM times"),
        contains(org.hamcrest.Matchers.equalToIgnoringCase(trueText())));
  }

  @Test
  void aValueThatAColumnWouldBendIsRejected() throws Exception {
    db.run(
        "CREATE TABLE narrow (id BIGINT PRIMARY KEY, small SMALLINT, amount NUMERIC(5,2), code"
            + " CHAR(3), at_second TIMESTAMP(0), anything BOOLEAN)");
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addInt32Field("small")
            .addDecimalField("amount")
            .addStringField("code")
            .addLogicalTypeField("at_second", SqlTypes.DATETIME)
            .build();
    LocalDateTime noon = LocalDateTime.parse("2024-03-15T12:00:00");
    BigDecimal one = new BigDecimal("1.000");
    UpsertSpec spec = db.spec("narrow", List.of("id"), List.of("id"), 10);

    Outcome outcome =
        db.upsert(
            spec,
            List.of(
                Row.withSchema(schema).addValues(1L, 32767, one, "ab", noon).build(),
                Row.withSchema(schema).addValues(2L, 32768, one, "ab", noon).build(),
                Row.withSchema(schema)
                    .addValues(3L, 1, new BigDecimal("1.005"), "ab", noon)
                    .build(),
                Row.withSchema(schema).addValues(4L, 1, new BigDecimal("1000"), "ab", noon).build(),
                Row.withSchema(schema).addValues(5L, 1, one, "ab ", noon).build(),
                Row.withSchema(schema).addValues(6L, 1, one, "ab", noon.plusNanos(1000)).build()));

    List<org.hamcrest.Matcher<? super String>> reasons =
        new ArrayList<>(
            List.of(
                startsWith("unfit_value in small: 32768 is out of the range of "),
                startsWith("unfit_value in amount: 1.005 has more decimal places than "),
                startsWith("unfit_value in amount: 1E+3 has too many digits for "),
                startsWith(
                    "unfit_value in at_second: the fraction of its second has more than 0")));
    if (padsText()) {
      reasons.add(startsWith("unfit_value in code: it ends in a blank, which "));
    }
    assertThat(
        outcome.rejected().stream().map(RejectedRow::toString).toList(),
        containsInAnyOrder(reasons));
    assertCounts(outcome, padsText() ? 1 : 2, 0, 0, 0);
    assertCounts(
        db.upsert(
            spec, List.of(Row.withSchema(schema).addValues(1L, 32767, one, "ab", noon).build())),
        0,
        0,
        1,
        0);
  }

  /** Whether text of fixed length is filled up with blanks, so that its own are lost. */
  protected boolean padsText() {
    return true;
  }

  private String refusal(UpsertSpec spec) {
    RefrainException e =
        assertThrows(RefrainException.class, () -> db.upsert(spec, orders(1, 1, 0)));
    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    assertThat(e.getMessage(), endsWith("Nothing was changed."));
    return e.getMessage();
  }

  private UpsertSpec existing(String table) {
    UpsertSpec spec = db.spec(table, List.of("order_id"), List.of("updated_at"), 5);
    return new UpsertSpec(
        spec.connection(), spec.table(), spec.latestBy(), new UpsertSpec.Limits(5, 1 << 20, false));
  }

  @Test
  void aTableThatIsNotThereIsNamedWithThoseThatAre() {
    assertThat(
        refusal(existing("order")),
        allOf(
            startsWith("There is no table order at jdbc:"),
            containsString("Tables there: " + tableName("orders") + "."),
            containsString("createTable")));
    assertThat(refusal(existing("\"OrDeRs\"")), startsWith("There is no table OrDeRs at jdbc:"));
  }

  /** What this database's driver makes of a true. */
  protected abstract String trueText();

  /** How this database stores a plain name. */
  protected abstract String tableName(String plain);

  /** How a message quotes a plain name. */
  protected String quoted(String plain) {
    return '"' + tableName(plain) + '"';
  }

  @Test
  void aColumnThatIsNotThereIsNamedWithThoseThatAre() throws Exception {
    db.run("ALTER TABLE orders DROP COLUMN product");
    assertThat(
        refusal(existing("orders")),
        allOf(
            startsWith("Cannot upsert into "),
            containsString("it has no column 'product'. Its columns are: ["),
            containsString(tableName("quantity"))));
  }

  @Test
  void aColumnThatNobodyFillsIsRefused() throws Exception {
    db.run("ALTER TABLE orders ADD COLUMN clerk INTEGER NOT NULL");
    assertThat(
        refusal(existing("orders")),
        containsString(
            "the input has nothing for its columns ["
                + tableName("clerk")
                + "], which are NOT NULL and have no default"));
  }

  @Test
  void aColumnOfAnotherTypeIsRefused() throws Exception {
    db.run(
        "ALTER TABLE orders DROP COLUMN quantity", "ALTER TABLE orders ADD COLUMN quantity DATE");
    assertThat(
        refusal(existing("orders")),
        containsString("of type " + dateType() + " does not hold INTEGER exactly"));
  }

  /** What this database calls the type of a date. */
  protected String dateType() {
    return tableName("date");
  }

  @Test
  void aGeneratedColumnIsRefused() throws Exception {
    db.run(
        "ALTER TABLE orders DROP COLUMN quantity",
        "ALTER TABLE orders ADD COLUMN quantity INTEGER GENERATED ALWAYS AS (" + generated());
    assertThat(
        refusal(existing("orders")),
        containsString("its column '" + tableName("quantity") + "' is computed by the database"));
  }

  /** The expression of a generated column, and what the dialect wants after it. */
  protected abstract String generated();

  /** The statement that makes a column the key of a table, or its end. */
  protected String makingAKey(String table, String column) {
    return quoted(table) + " ADD PRIMARY KEY (" + quoted(column) + ")";
  }

  @Test
  void aTableWithoutAUniqueKeyIsRefusedWithTheStatementThatHelps() throws Exception {
    db.run(
        "CREATE TABLE bare (order_id BIGINT, product VARCHAR(9), quantity INTEGER, updated_at"
            + " TIMESTAMP(6) WITH TIME ZONE, PRIMARY KEY (order_id, product))");
    assertThat(
        refusal(existing("bare")),
        allOf(
            containsString(
                "no unique index covers exactly the key ["
                    + tableName("order_id")
                    + "] (there are: "),
            containsString(makingAKey("bare", "order_id"))));

    db.run("CREATE UNIQUE INDEX bare_key ON bare (order_id)");
    assertCounts(db.upsert(existing("bare"), orders(3, 1, 0)), 3, 0, 0, 0);
  }
}
