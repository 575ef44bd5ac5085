package io.refrain.jdbc.upsert;

import static io.refrain.jdbc.upsert.Orders.order;
import static io.refrain.jdbc.upsert.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.upsert.Database.Outcome;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on SQLite in a file. */
final class SqliteUpsertTest extends UpsertContract {
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() {
    return SqliteDatabase.in(directory);
  }

  @Override
  protected String makingAKey(String table, String column) {
    return "CREATE UNIQUE INDEX \"bare_key\" ON " + quoted(table) + " (" + quoted(column) + ")";
  }

  @Override
  protected String tableName(String plain) {
    return plain;
  }

  @Override
  protected String trueText() {
    return "1";
  }

  @Override
  protected String generated() {
    return "1 + 1)";
  }

  @Override
  protected String dateType() {
    return "DATE";
  }

  @Override
  protected String shownIndex() {
    return "product";
  }

  @Override
  protected boolean padsText() {
    return false;
  }

  @Override
  protected List<String> calls() {
    return List.of("prepareStatement", "createStatement", "commit");
  }

  @Override
  protected int statementsToOpen() {
    return 2;
  }

  @Override
  protected Object held(Object value) {
    return value instanceof Float f && f.isNaN() ? Float.valueOf(-1.5f) : value;
  }

  /** Elsewhere another writer may come in between; here it is locked out, and the batch goes on. */
  @Test
  @Override
  void aRowWrittenByAnotherAfterItWasReadIsDecidedAnew() throws Exception {
    SQLException[] refusal = new SQLException[1];
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      ForwardingConnections raced =
          ForwardingConnections.before(
              pool,
              "prepareStatement",
              statementsToOpen() + 3,
              () ->
                  refusal[0] =
                      assertThrows(
                          SQLException.class,
                          () ->
                              db.run(
                                  "PRAGMA busy_timeout = 1",
                                  "INSERT INTO orders VALUES (1, 'newer', 9, '2030-01-01 00:00:00')")));

      Outcome outcome =
          db.upsert(
              db.spec("orders", List.of("order_id"), List.of("updated_at"), 7),
              orders(3, 1, 0),
              raced);

      assertThat(refusal[0].getMessage(), startsWith("[SQLITE_BUSY] The database file is locked"));
      assertThat(outcome.counts().get(Count.INSERTED), is(3L));
    }
  }

  @Test
  void unchangedRowsAreNotWritten() throws Exception {
    db.upsert("orders", orders(20, 1, 0));
    db.run(
        "CREATE TABLE writes (n INTEGER)",
        "CREATE TRIGGER i AFTER INSERT ON orders BEGIN INSERT INTO writes VALUES (1); END",
        "CREATE TRIGGER u AFTER UPDATE ON orders BEGIN INSERT INTO writes VALUES (1); END");

    db.upsert("orders", orders(20, 1, 0));
    db.upsert("orders", orders(3, 2, 60));

    assertThat(db.query("SELECT COUNT(*) FROM writes"), contains("3"));
  }

  @Test
  void aWriterWhoHoldsTheLockIsWaitedForInTries() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      int[] refusals = new int[1];
      ForwardingConnections busy =
          ForwardingConnections.before(
              pool,
              "createStatement",
              2,
              () -> {
                refusals[0]++;
                throw new SQLException("[SQLITE_BUSY] The database file is locked", null, 5);
              });

      Outcome outcome =
          db.upsert(
              db.spec("orders", List.of("order_id"), List.of("updated_at"), 7),
              orders(9, 1, 0),
              busy);

      assertThat(outcome.counts().get(Count.INSERTED), is(9L));
      assertThat(refusals[0], is(1));
    }
  }

  @Test
  void aKeyThatTheIndexTakesForAnotherIsRejected() throws Exception {
    db.run("CREATE TABLE codes (code TEXT COLLATE NOCASE PRIMARY KEY, n INTEGER)");
    Schema schema = Schema.builder().addStringField("code").addInt64Field("n").build();
    UpsertSpec spec = db.spec("codes", List.of("code"), List.of("n"), 10);
    db.upsert(spec, List.of(Row.withSchema(schema).addValues("a", 1L).build()));

    Outcome outcome =
        db.upsert(
            spec,
            List.of(
                Row.withSchema(schema).addValues("A", 2L).build(),
                Row.withSchema(schema).addValues("b", 2L).build()));

    assertThat(outcome.rejected(), hasSize(1));
    assertThat(
        outcome.rejected().get(0).toString(),
        startsWith("constraint in code: [SQLITE_CONSTRAINT_PRIMARYKEY]"));
    assertThat(db.query("SELECT code, n FROM codes ORDER BY code"), contains("a|1", "b|2"));
  }

  @Test
  void whatSqliteWouldTurnIntoNullIsRejected() throws Exception {
    Schema schema =
        Schema.builder().addInt64Field("id").addNullableField("x", FieldType.DOUBLE).build();
    UpsertSpec spec = db.spec("numbers", List.of("id"), List.of("id"), 10);

    Outcome outcome =
        db.upsert(
            spec,
            List.of(
                Row.withSchema(schema).addValues(1L, Double.NaN).build(),
                Row.withSchema(schema).addValues(2L, Double.POSITIVE_INFINITY).build()));

    assertThat(
        outcome.rejected().get(0).toString(),
        startsWith("unfit_value in x: it is NaN, of which DOUBLE PRECISION makes null"));
    assertThat(db.query("SELECT id, x FROM numbers"), contains("2|Inf"));
  }

  @Test
  void decimalsOfMoreDigitsThanANumberKeepsAreText() throws Exception {
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addLogicalTypeField("short", FixedPrecisionNumeric.of(15, 2))
            .addLogicalTypeField("long", FixedPrecisionNumeric.of(16, 2))
            .build();
    Row row =
        Row.withSchema(schema)
            .addValues(1L, new BigDecimal("9999999999999.99"), new BigDecimal("99999999999999.99"))
            .build();
    UpsertSpec spec = db.spec("sums", List.of("id"), List.of("id"), 10);

    db.upsert(spec, List.of(row));

    assertThat(
        db.query("SELECT typeof(\"short\"), typeof(\"long\"), \"long\" FROM sums"),
        contains("real|text|99999999999999.99"));
    assertThat(db.upsert(spec, List.of(row)).counts().get(Count.UNCHANGED), is(1L));
    RefrainException e =
        assertThrows(
            RefrainException.class,
            () -> db.upsert(db.spec("sums", List.of("id"), List.of("long"), 10), List.of(row)));
    assertThat(
        e.getMessage(),
        is(
            "Cannot upsert into sums: its column 'long' of type DECIMAL_TEXT cannot be a version:"
                + " SQLite does not compare such values as they are. Take another column, or change"
                + " its type. Nothing was changed."));
  }

  @Test
  void aColumnThatWouldRoundIsRefused() throws Exception {
    db.run("CREATE TABLE big (id BIGINT PRIMARY KEY, amount NUMERIC(38,10), anything STRING)");
    Schema schema = Schema.builder().addInt64Field("id").addDecimalField("amount").build();
    RefrainException e =
        assertThrows(
            RefrainException.class,
            () ->
                db.upsert(
                    db.spec("big", List.of("id"), List.of("id"), 10),
                    List.of(Row.withSchema(schema).addValues(1L, BigDecimal.ONE).build())));
    assertThat(
        e.getMessage(),
        containsString("column 'amount' of type NUMERIC(38,10) does not hold DECIMAL exactly"));
  }

  @Test
  void aPlainNumericColumnTakesFifteenDigits() throws Exception {
    db.run("CREATE TABLE plain (id BIGINT PRIMARY KEY, amount NUMERIC)");
    Schema schema = Schema.builder().addInt64Field("id").addDecimalField("amount").build();
    UpsertSpec spec = db.spec("plain", List.of("id"), List.of("id"), 10);
    List<Row> rows =
        List.of(
            Row.withSchema(schema).addValues(1L, new BigDecimal("0.123456789012345")).build(),
            Row.withSchema(schema).addValues(2L, new BigDecimal("1234567890123456")).build(),
            Row.withSchema(schema).addValues(3L, new BigDecimal("1E+15")).build());

    Outcome outcome = db.upsert(spec, rows);

    assertThat(
        outcome.rejected().get(0).toString(),
        startsWith(
            "unfit_value in amount: 1234567890123456 has more than the 15 digits of NUMERIC"));
    assertThat(db.upsert(spec, rows).counts().get(Count.UNCHANGED), is(2L));
  }

  @Test
  void valuesThatSomebodyElseStoredInAnotherFormAreReplaced() throws Exception {
    db.run(
        "CREATE TABLE mixed (id BIGINT PRIMARY KEY, version INTEGER, d DATE, n BIGINT, t TIMESTAMP)",
        "INSERT INTO mixed VALUES (1, 1, 1710460800000, 'many', '2024-03-15T12:00:00Z')",
        "INSERT INTO mixed VALUES (2, 1, '2024-03-15', 7, '2024-03-15 12:00:00.5')");
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addInt64Field("version")
            .addLogicalTypeField("d", SqlTypes.DATE)
            .addInt64Field("n")
            .addLogicalTypeField("t", SqlTypes.DATETIME)
            .build();
    LocalDate day = LocalDate.parse("2024-03-15");
    LocalDateTime time = LocalDateTime.parse("2024-03-15T12:00:00.5");

    Outcome outcome =
        db.upsert(
            db.spec("mixed", List.of("id"), List.of("version"), 10),
            List.of(
                Row.withSchema(schema).addValues(1L, 1L, day, 7L, time).build(),
                Row.withSchema(schema).addValues(2L, 1L, day, 7L, time).build()));

    assertThat(outcome.rejected(), is(empty()));
    assertThat(outcome.counts().get(Count.UPDATED), is(1L));
    assertThat(outcome.counts().get(Count.UNCHANGED), is(1L));
    assertThat(
        db.query("SELECT d, n, t FROM mixed WHERE id = 1"),
        contains("2024-03-15|7|2024-03-15 12:00:00.500000"));
  }

  @Test
  void aVersionInAnotherNotationIsRefused() throws Exception {
    db.run("INSERT INTO orders VALUES (1, 'a', 1, '2024-03-15T12:00:00Z')");
    RefrainException e =
        assertThrows(RefrainException.class, () -> db.upsert("orders", orders(1, 1, 0)));
    assertThat(
        e.getMessage(), startsWith("A stored row has a version in column updated_at that is no"));
  }

  @Test
  void versionsOfAllYearsAreOrdered() throws Exception {
    Schema schema =
        Schema.builder().addInt64Field("id").addLogicalTypeField("day", SqlTypes.DATE).build();
    UpsertSpec spec = db.spec("days", List.of("id"), List.of("day"), 10);
    for (String day :
        List.of(
            "-0045-12-31",
            "-0044-01-01",
            "-0044-12-31",
            "0001-01-01",
            "9999-12-31",
            "+10000-01-01")) {
      Row row = Row.withSchema(schema).addValues(1L, LocalDate.parse(day)).build();
      Outcome outcome = db.upsert(spec, List.of(row));
      long written = outcome.counts().get(Count.INSERTED) + outcome.counts().get(Count.UPDATED);
      assertThat(day, written, is(1L));
    }
  }

  @Test
  void aPartialUniqueIndexIsNoKey() throws Exception {
    db.run(
        "CREATE TABLE bare (order_id BIGINT, product TEXT, quantity INTEGER, updated_at TIMESTAMP)",
        "CREATE UNIQUE INDEX some ON bare (order_id) WHERE quantity > 0");
    RefrainException e =
        assertThrows(RefrainException.class, () -> db.upsert("bare", orders(1, 1, 0)));
    assertThat(e.getMessage(), containsString("no unique index covers exactly the key [order_id]"));
  }

  @Test
  void aRowOfAnUnknownForeignKeyIsRejected() throws Exception {
    db.run(
        "DROP TABLE orders",
        "CREATE TABLE products (name TEXT PRIMARY KEY)",
        "INSERT INTO products VALUES ('known')",
        "CREATE TABLE orders (order_id BIGINT PRIMARY KEY, product TEXT REFERENCES products, quantity"
            + " INTEGER, updated_at TIMESTAMP)");

    Outcome outcome = db.upsert("orders", List.of(order(1, "known", 1, 0), order(2, "no", 1, 0)));

    assertThat(outcome.rejected(), hasSize(1));
    assertThat(outcome.rejected().get(0).code(), is(RejectedRow.Code.CONSTRAINT));
    assertThat(db.query("SELECT order_id FROM orders"), contains("1"));
  }

  @Test
  void aDateIsTheMidnightOfAColumnWithTimes() throws Exception {
    db.run(
        "CREATE TABLE days (id BIGINT PRIMARY KEY, day TIMESTAMP)",
        "INSERT INTO days VALUES (2, '2024-03-15 12:00:00')");
    Schema schema =
        Schema.builder().addInt64Field("id").addLogicalTypeField("day", SqlTypes.DATE).build();
    UpsertSpec spec = db.spec("days", List.of("id"), List.of("id"), 10);
    LocalDate day = LocalDate.parse("2024-03-15");
    List<Row> rows =
        List.of(
            Row.withSchema(schema).addValues(1L, day).build(),
            Row.withSchema(schema).addValues(2L, day).build());

    // Noon is another value than the day: the row differs, and is replaced.
    assertThat(db.upsert(spec, rows).counts().get(Count.UPDATED), is(1L));
    assertThat(db.upsert(spec, rows).counts().get(Count.UNCHANGED), is(2L));
    assertThat(
        db.query("SELECT day FROM days"), contains("2024-03-15 00:00:00", "2024-03-15 00:00:00"));
  }

  /** Its driver counts the rows of triggers as well. */
  @Test
  void whatTriggersWriteIsNotCounted() throws Exception {
    db.upsert("orders", orders(20, 1, 0));
    db.run(
        "CREATE TABLE writes (what TEXT)",
        "CREATE TRIGGER inserted AFTER INSERT ON orders BEGIN INSERT INTO writes VALUES ('insert');"
            + " END",
        "CREATE TRIGGER updated AFTER UPDATE ON orders BEGIN INSERT INTO writes VALUES ('update');"
            + " END");

    assertCounts(db.upsert("orders", orders(30, 2, 60)), 10, 20, 0, 0);

    assertThat(
        db.query("SELECT what, COUNT(*) FROM writes GROUP BY what ORDER BY what"),
        contains("insert|10", "update|20"));
  }
}
