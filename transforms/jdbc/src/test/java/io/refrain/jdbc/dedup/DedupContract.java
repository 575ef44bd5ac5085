package io.refrain.jdbc.dedup;

import static io.refrain.jdbc.upsert.Orders.order;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.dialect.Dialects;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.upsert.Database;
import io.refrain.jdbc.upsert.ForwardingConnections;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What removing duplicates keeps, on a real database. */
abstract class DedupContract {
  protected static final String CONTENT =
      "SELECT order_id, product, quantity FROM orders ORDER BY order_id, product, quantity";

  protected Database db;

  /** A database in which no test has left anything. */
  protected abstract Database freshDatabase() throws Exception;

  /** A statement that makes this session wait for locks for a moment only. */
  protected abstract String hardlyWait();

  /** Whether others may insert rows while duplicates are removed. */
  protected abstract boolean insertsPass();

  /** How rows are told apart. */
  enum Way {
    /** As the dialect can. */
    NATIVE,
    /** As on a database without row numbers. */
    NO_ROW_IDS,
    /** As on a database without row numbers and without a lock on tables. */
    NO_ROW_IDS_NO_LOCK
  }

  // Tests that let a process die leave theirs open.
  private final int poolsBefore = ConnectionPool.openPools();

  @BeforeEach
  void makeTable() throws Exception {
    db = freshDatabase();
    db.run(table("orders", "order_id BIGINT"));
  }

  /** The type of a primary key that the database numbers. */
  protected String numbered() {
    return "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
  }

  /** What makes a column of texts compare them exactly. */
  protected String exactText() {
    return "";
  }

  /** How the foreign key of the table items is told of. */
  protected String reference() {
    return "public.items change with it (foreign key of_order";
  }

  /** Binds a time that the tests' own inserts write. */
  protected void bind(PreparedStatement statement, int position, Instant at) throws SQLException {
    statement.setObject(position, at == null ? null : at.atOffset(ZoneOffset.UTC));
  }

  @AfterEach
  void everyPoolIsClosed() {
    assertThat(ConnectionPool.openPools(), is(lessThanOrEqualTo(poolsBefore)));
  }

  private static String table(String name, String firstColumn) {
    return "CREATE TABLE "
        + name
        + " ("
        + firstColumn
        + ", product VARCHAR(100), quantity INTEGER, updated_at TIMESTAMP(6) WITH TIME ZONE)";
  }

  private JdbcDialect dialect(Way way) {
    JdbcDialect real = Dialects.of(db.connection.url(), "");
    return (JdbcDialect)
        Proxy.newProxyInstance(
            JdbcDialect.class.getClassLoader(),
            new Class<?>[] {JdbcDialect.class},
            (proxy, method, arguments) -> {
              if (way != Way.NATIVE && method.getName().equals("rowIds")) {
                return List.of();
              }
              if (way == Way.NO_ROW_IDS_NO_LOCK && method.getName().equals("keepWritersOut")) {
                return Optional.empty();
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private DedupSpec spec(String table, boolean allowSideEffects) {
    return new DedupSpec(
        db.connection,
        TableName.parse(table),
        List.of("order_id"),
        List.of("updated_at"),
        allowSideEffects);
  }

  private DedupReceipt dedup(Way way, Connections connections) throws InterruptedException {
    return new DedupRun(dialect(way), spec("orders", false), connections, Database.QUICK)
        .run(false);
  }

  protected DedupReceipt dedup(Way way) throws InterruptedException {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      return dedup(way, pool);
    }
  }

  protected TableDedup orders() {
    return TableDedup.of(db.connection, "orders").byKey("order_id").latestBy("updated_at");
  }

  /** Inserts rows blindly, in their order. */
  private void append(List<Row> rows) throws SQLException {
    try (Connection c = db.open();
        PreparedStatement insert =
            c.prepareStatement(
                "INSERT INTO orders (order_id, product, quantity, updated_at) VALUES (?, ?, ?, ?)")) {
      for (Row row : rows) {
        Instant at = row.getLogicalTypeValue("updated_at", Instant.class);
        insert.setObject(1, row.getInt64("order_id"));
        insert.setObject(2, row.getString("product"), java.sql.Types.VARCHAR);
        insert.setObject(3, row.getInt32("quantity"), java.sql.Types.INTEGER);
        bind(insert, 4, at);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  protected void appendFewDuplicates() throws SQLException {
    append(
        List.of(
            order(1, "old", 1, 0),
            order(2, "only", 1, 0),
            order(1, "new", 2, 60),
            order(3, "same", 3, 0),
            order(3, "same", 3, 0)));
  }

  private static final List<String> FEW_BEFORE =
      List.of("1|new|2", "1|old|1", "2|only|1", "3|same|3", "3|same|3");
  protected static final List<String> FEW_AFTER = List.of("1|new|2", "2|only|1", "3|same|3");

  @ParameterizedTest
  @EnumSource
  void theNewestRowOfEachKeyStaysAndASecondRunFindsNothing(Way way) throws Exception {
    appendFewDuplicates();

    DedupReceipt receipt = dedup(way);

    assertThat(db.query(CONTENT), equalTo(FEW_AFTER));
    assertThat(receipt.keys(), is(2L));
    assertThat(receipt.deleted(), is(2L));
    assertThat(receipt.identical(), is(1L));
    assertThat(receipt.ties(), is(0L));
    DedupReceipt second = dedup(way);
    assertThat(second.keys() + second.deleted(), is(0L));
    assertThat(db.query(CONTENT), equalTo(FEW_AFTER));
  }

  @ParameterizedTest
  @EnumSource
  void whatStaysIsWhatUpsertsWouldHaveLeftInWhateverOrderRowsCame(Way way) throws Exception {
    Random random = new Random(7);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      // Few versions and values, so that many rows tie and some are the same.
      rows.add(
          order(
              random.nextInt(150),
              random.nextInt(5) == 0 ? null : "ş" + random.nextInt(4),
              random.nextInt(5) == 0 ? null : random.nextInt(4) - 2,
              random.nextInt(3)));
    }
    db.run(table("upserted", "order_id BIGINT PRIMARY KEY"));
    db.upsert("upserted", rows);
    List<String> expected = db.query(CONTENT.replace("orders", "upserted"));
    for (int round = 0; round < 2; round++) {
      Collections.shuffle(rows, random);
      db.run("DELETE FROM orders");
      append(rows);

      DedupReceipt receipt = dedup(way);

      assertThat(db.query(CONTENT), equalTo(expected));
      assertThat(receipt.deleted(), is(1000L - expected.size()));
      assertThat(receipt.ties(), is(greaterThan(10L)));
      assertThat(receipt.identical(), is(greaterThan(0L)));
    }
  }

  @Test
  void aNullVersionIsOlderThanAnyAndTwoOfThemTie() throws Exception {
    append(List.of(order(1, "dated", 1, 0), order(2, "a", 1, 0), order(2, "b", 1, 0)));
    db.run(
        "INSERT INTO orders (order_id, product) VALUES (1, 'undated')",
        "UPDATE orders SET updated_at = NULL WHERE order_id = 2");

    DedupReceipt receipt = dedup(Way.NATIVE);

    assertThat(db.query("SELECT product FROM orders ORDER BY order_id"), contains("dated", "b"));
    assertThat(receipt.ties(), is(1L));
  }

  @ParameterizedTest
  @EnumSource
  void rowsWithANullKeyAreLeftAloneAndCounted(Way way) throws Exception {
    appendFewDuplicates();
    db.run("INSERT INTO orders (product) VALUES ('keyless'), ('keyless')");

    assertThat(dedup(way).nullKeys(), is(2L));
    assertThat(db.query("SELECT COUNT(*) FROM orders WHERE product = 'keyless'"), contains("2"));
  }

  @Test
  void thePlanSaysWhatTheRunDoesAndChangesNothing() throws Exception {
    appendFewDuplicates();

    DedupReceipt plan = orders().plan();

    assertThat(db.query(CONTENT), equalTo(FEW_BEFORE));
    assertThat(plan.planned(), is(true));
    assertThat(plan.examples(), hasSize(2));
    assertThat(plan.examples().get(0).kept(), containsString("=new, "));
    assertThat(plan.examples().get(0).deleted(), contains(containsString("=old, ")));
    assertThat(plan.examples().get(0).rows(), is(2L));
    DedupReceipt done = orders().run();
    assertThat(done.deleted(), is(plan.deleted()));
    assertThat(done.checksum(), is(plan.checksum()));
    assertThat(db.query(CONTENT), equalTo(FEW_AFTER));
  }

  @ParameterizedTest
  @EnumSource
  void numbersThatTheDatabaseGaveStay(Way way) throws Exception {
    db.run("DROP TABLE orders", table("orders", "id " + numbered() + ", order_id BIGINT"));
    appendFewDuplicates();

    dedup(way);

    List<String> stay = db.query("SELECT id, order_id, product FROM orders ORDER BY id");
    // Of equal rows the one with the greater number: it is part of the content.
    assertThat(stay, contains("2|2|only", "3|1|new", "5|3|same"));
  }

  @ParameterizedTest
  @EnumSource
  void namesMayHoldAnythingAndKeysSeveralColumns(Way way) throws Exception {
    db.run(
        "CREATE TABLE \"or \"\"der's\" (\"select\" VARCHAR(9)"
            + exactText()
            + ", \"k; --\" DATE, \"V 1\" NUMERIC(9,2),"
            + " \"V 2\" INTEGER)",
        "INSERT INTO \"or \"\"der's\" VALUES ('a', DATE '2024-03-15', 1.00, 5), ('a', DATE"
            + " '2024-03-15', 10.00, 1), ('a', DATE '2024-03-15', 10.00, 2), ('a', DATE '2024-03-16',"
            + " 1, 1), ('A', DATE '2024-03-15', 1, 1)");
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      DedupSpec spec =
          new DedupSpec(
              db.connection,
              TableName.parse("\"or \"\"der's\""),
              List.of("k; --", "select"),
              List.of("V 1", "V 2"),
              false);

      DedupReceipt receipt = new DedupRun(dialect(way), spec, pool, Database.QUICK).run(false);

      assertThat(receipt.deleted(), is(2L));
    }
    assertThat(
        db.query(
            "SELECT \"select\", \"k; --\", \"V 2\" FROM \"or \"\"der's\" ORDER BY \"k; --\", \"V 2\""),
        contains("A|2024-03-15|1", "a|2024-03-15|2", "a|2024-03-16|1"));
  }

  @Test
  void deletesThatWouldReachOtherTablesAreRefusedUnlessAllowed() throws Exception {
    db.run(
        "DROP TABLE orders",
        table("orders", "id BIGINT PRIMARY KEY, order_id BIGINT"),
        "INSERT INTO orders (id, order_id, product) VALUES (1, 7, 'a'), (2, 7, 'b')",
        "CREATE TABLE items (order_row BIGINT, CONSTRAINT of_order FOREIGN KEY (order_row)"
            + " REFERENCES orders (id) ON DELETE CASCADE)",
        "INSERT INTO items VALUES (1), (2)");

    RefrainException e = assertThrows(RefrainException.class, () -> orders().run());

    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    assertThat(
        e.getMessage().toLowerCase(java.util.Locale.ROOT),
        is(
            ("Cannot remove duplicates from orders at "
                    + db.connection.name()
                    + ": deleting rows would do more than that: rows of "
                    + reference()
                    + ", ON DELETE CASCADE). See the plan; if that is meant,"
                    + " allow it (allowSideEffects). Nothing was changed.")
                .toLowerCase(java.util.Locale.ROOT)));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("2"));
    assertThat(orders().plan().sideEffects(), hasSize(1));
    assertThat(orders().allowSideEffects().run().deleted(), is(1L));
    assertThat(db.query("SELECT order_row FROM items"), contains("2"));
    assertThat("nothing left to refuse", orders().run().deleted(), is(0L));
  }

  @Test
  void aRowThatIsReferredToFailsTheWhole() throws Exception {
    db.run(
        "DROP TABLE orders",
        table("orders", "id BIGINT PRIMARY KEY, order_id BIGINT"),
        "INSERT INTO orders (id, order_id, product) VALUES (1, 7, 'a'), (2, 7, 'b'), (3, 8, 'a'), (4,"
            + " 8, 'b')",
        "CREATE TABLE items (order_row BIGINT REFERENCES orders (id))",
        "INSERT INTO items VALUES (3)");

    RefrainException e = assertThrows(RefrainException.class, () -> orders().run());

    assertThat(e.getMessage(), containsString("Nothing was changed. Mend the cause"));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("4"));
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "NO_ROW_IDS_NO_LOCK"})
  void everyStatementMayFailAndTheTableIsAsBeforeOrDone(Way way) throws Exception {
    int commits = 0;
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      for (boolean after : new boolean[] {false, true}) {
        int nth = 0;
        FailingConnections faulty;
        do {
          nth++;
          db.run("DELETE FROM orders");
          appendFewDuplicates();
          faulty = new FailingConnections(pool, nth, after, "XX000");
          try {
            dedup(way, faulty);
          } catch (RefrainException e) {
            assertThat(e.getMessage(), containsString("planted failure"));
            boolean committing = faulty.failed().equals("commit");
            commits += committing ? 1 : 0;
            assertThat(
                faulty.failed(), e.getMessage().contains("Nothing was changed"), is(!committing));
          }
          String which = nth + " " + faulty.failed();
          assertThat(which, db.query(CONTENT), anyOf(equalTo(FEW_BEFORE), equalTo(FEW_AFTER)));
          dedup(way, pool);
          assertThat(which, db.query(CONTENT), equalTo(FEW_AFTER));
        } while (!faulty.failed().isEmpty());
        assertThat(nth, is(greaterThan(5)));
      }
    }
    assertThat("the commit failed before and after", commits, is(2));
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "NO_ROW_IDS_NO_LOCK"})
  void whatMayPassIsTriedAgain(Way way) throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      int nth = 0;
      FailingConnections faulty;
      do {
        nth++;
        db.run("DELETE FROM orders");
        appendFewDuplicates();
        // After the call: a commit that is in effect, whose answer is lost.
        faulty = new FailingConnections(pool, nth, true, "08006");

        DedupReceipt receipt = dedup(way, faulty);

        assertThat(nth + " " + faulty.failed(), receipt.deleted(), is(2L));
        assertThat(nth + " " + faulty.failed(), db.query(CONTENT), equalTo(FEW_AFTER));
      } while (!faulty.failed().isEmpty());
    }
  }

  /** Runs statements as another session, in the moment before a row is removed. */
  protected DedupReceipt withOther(Way way, String marker, ForwardingConnections.Action other)
      throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      boolean[] done = {false};
      Connections watched =
          new Connections() {
            @Override
            public Connection borrow() throws SQLException {
              return watch(pool.borrow(), marker, other, done);
            }

            @Override
            public void discard(Connection connection) {}
          };
      DedupReceipt receipt = dedup(way, watched);
      assertThat("the other session came to its turn", done[0], is(true));
      return receipt;
    }
  }

  private static Connection watch(
      Connection real, String marker, ForwardingConnections.Action other, boolean[] done) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              boolean statement =
                  arguments != null
                      && arguments.length > 0
                      && arguments[0] instanceof String sql
                      && sql.startsWith(marker);
              // The way that inserts again begins with a plain statement after the reading.
              boolean plain = method.getName().equals("createStatement") && marker.isEmpty();
              if (!done[0] && ((statement && !marker.isEmpty()) || plain)) {
                done[0] = true;
                other.run();
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  protected void asOther(String sql) throws SQLException {
    try (Connection c = db.open();
        Statement s = c.createStatement()) {
      s.execute(hardlyWait());
      s.execute(db.own(sql));
    }
  }

  @Test
  void nobodyChangesARowBetweenItsBeingReadAndItsBeingRemoved() throws Exception {
    appendFewDuplicates();

    withOther(
        Way.NATIVE,
        "DELETE",
        () ->
            assertThrows(
                SQLException.class,
                () -> asOther("UPDATE orders SET product = 'changed' WHERE product = 'old'")));

    assertThat(db.query(CONTENT), equalTo(FEW_AFTER));
  }

  @Test
  void aRowInsertedMeanwhileIsNotLost() throws Exception {
    appendFewDuplicates();
    String insert =
        "INSERT INTO orders (order_id, product, quantity, updated_at) VALUES (1, 'mine', 9,"
            + " TIMESTAMP WITH TIME ZONE '2030-01-01 00:00:00+00')";

    withOther(
        Way.NATIVE,
        "DELETE",
        () -> {
          if (insertsPass()) {
            asOther(insert);
          } else {
            assertThrows(SQLException.class, () -> asOther(insert));
          }
        });

    if (insertsPass()) {
      assertThat(db.query(CONTENT), contains("1|mine|9", "1|new|2", "2|only|1", "3|same|3"));
      assertThat(dedup(Way.NATIVE).deleted(), is(1L));
      assertThat(db.query(CONTENT), contains("1|mine|9", "2|only|1", "3|same|3"));
    } else {
      assertThat(db.query(CONTENT), equalTo(FEW_AFTER));
    }
  }

  @Test
  void aRowInsertedMeanwhileIsNotLostWhereRowsAreInsertedAgain() throws Exception {
    appendFewDuplicates();

    DedupReceipt receipt =
        withOther(
            Way.NO_ROW_IDS_NO_LOCK,
            "",
            () ->
                asOther(
                    "INSERT INTO orders VALUES (1, 'mine', 9, TIMESTAMP WITH TIME ZONE '2030-01-01"
                        + " 00:00:00+00')"));

    assertThat(db.query(CONTENT), contains("1|mine|9", "2|only|1", "3|same|3"));
    assertThat(receipt.deleted(), is(3L));
  }

  @Test
  void somebodyWhoNeverStopsWritingIsAConflict() throws Exception {
    appendFewDuplicates();
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      Connections watched =
          new Connections() {
            @Override
            public Connection borrow() throws SQLException {
              return watch(
                  pool.borrow(),
                  "",
                  () -> db.run("INSERT INTO orders (order_id, product) VALUES (1, 'again')"),
                  new boolean[1]);
            }

            @Override
            public void discard(Connection connection) {}
          };

      RefrainException e =
          assertThrows(RefrainException.class, () -> dedup(Way.NO_ROW_IDS_NO_LOCK, watched));

      assertThat(e.kind(), is(RefrainException.Kind.CONFLICT));
      assertThat(
          e.getMessage(),
          is(
              "Cannot remove duplicates from orders at "
                  + db.connection.name()
                  + ": deleting 9 rows affected 10 rows. Nothing was changed. Somebody else keeps"
                  + " writing the same rows: run again when they are done."));
    }
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("11"));
  }

  @Test
  void whatCannotBeMeantIsSaid() throws Exception {
    assertMessage(
        orders().byKey("nope"), "Unknown column 'nope'. The columns are: [order_id, product,");
    assertMessage(orders().latestBy("nope"), "Unknown column 'nope'. The columns are: [order_id");
    assertMessage(orders().byKey("product", "PRODUCT"), "Column 'product' is named twice.");
    assertMessage(
        orders().byKey(), "Duplicates of which key? Name its columns: byKey(\"order_id\").");
    assertMessage(
        orders().latestBy(),
        "Which of them is the newest? Name the version columns: latestBy(\"updated_at\").");
    assertMessage(
        TableDedup.of(db.connection, "nope").byKey("a").latestBy("b"),
        "There is no table nope at "
            + db.connection.name()
            + ". Tables there: orders. Check name and"
            + " schema. Nothing was changed.");
    db.run("CREATE TABLE measured (k DOUBLE PRECISION, v INTEGER)");
    assertMessage(
        TableDedup.of(db.connection, "measured").byKey("k").latestBy("v"),
        "Cannot remove duplicates from measured at "
            + db.connection.name()
            + ": its key column 'k' is of type ");
    db.run("CREATE VIEW seen AS SELECT * FROM orders");
    assertMessage(
        TableDedup.of(db.connection, "seen").byKey("order_id").latestBy("updated_at"),
        "Cannot remove duplicates from seen at "
            + db.connection.name()
            + ": it is a view or a foreign table. Name the table that holds the rows. Nothing was"
            + " changed.");
  }

  private static void assertMessage(TableDedup dedup, String message) {
    RuntimeException e = assertThrows(RuntimeException.class, dedup::run);
    assertThat(
        e.getMessage().toLowerCase(java.util.Locale.ROOT),
        startsWith(message.toLowerCase(java.util.Locale.ROOT)));
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    appendFewDuplicates();
    dedup(Way.NO_ROW_IDS);

    try (java.util.stream.Stream<java.nio.file.Path> files =
        java.nio.file.Files.list(java.nio.file.Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(
          files.filter(f -> f.getFileName().toString().startsWith("refrain-dedup")).toList(),
          is(empty()));
    }
  }
}
