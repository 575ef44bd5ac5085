package io.refrain.jdbc.upsert;

import static io.refrain.jdbc.upsert.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.postgres.CopyAlways;
import io.refrain.jdbc.postgres.PostgresDialect;
import io.refrain.jdbc.upsert.Database.Outcome;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

/**
 * The contract once more, every absent row by binary COPY and every result in binary, and what only
 * these can get wrong.
 */
final class PostgresCopyTest extends PostgresUpsertTest {
  private Database byArrays;

  @Override
  protected Database freshDatabase() throws Exception {
    byArrays = super.freshDatabase();
    return byArrays.writtenBy(CopyAlways.dialect());
  }

  /** The manual of the driver: below 0, binary from the first use of a statement on. */
  @Override
  protected String driverSettings() {
    return "?prepareThreshold=-1";
  }

  /** As in the contract, but what inserts is no prepared statement. */
  @Override
  @Test
  void aRowWrittenByAnotherAfterItWasReadIsDecidedAnew() throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      ForwardingConnections raced =
          ForwardingConnections.before(
              pool,
              "unwrap",
              1,
              () ->
                  db.run(
                      "INSERT INTO orders VALUES (1, 'newer', 9, '2030-01-01 00:00:00+00'),"
                          + " (2, 'older', 9, '2001-01-01 00:00:00+00')"));

      Outcome outcome =
          db.upsert(
              db.spec("orders", List.of("order_id"), List.of("updated_at"), 7),
              orders(3, 1, 0),
              raced);

      assertThat(outcome.counts().get(Count.INSERTED), is(1L));
      assertThat(outcome.counts().get(Count.UPDATED), is(1L));
      assertThat(outcome.counts().get(Count.STALE), is(1L));
      assertThat(
          db.query("SELECT product FROM orders ORDER BY order_id"),
          contains("newer", "product 2", "product 3"));
    }
  }

  @Test
  void aHundredAbsentRowsAreWorthACopy() throws Exception {
    db.run(
        "CREATE TABLE statements (sql text)",
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " INSERT INTO statements VALUES (current_query()); RETURN NULL; END $$",
        "CREATE TRIGGER note AFTER INSERT ON orders FOR EACH STATEMENT EXECUTE FUNCTION note()");
    Database usual = byArrays.writtenBy(new PostgresDialect());
    UpsertSpec spec = db.spec("orders", List.of("order_id"), List.of("updated_at"), 1000);

    usual.upsert(spec, orders(99, 1, 0));
    usual.upsert(spec, orders(199, 1, 0).subList(99, 199));

    assertThat(db.query("SELECT substr(sql, 1, 6) FROM statements"), contains("INSERT", "COPY \""));
  }

  @Test
  void copyStoresWhatAnInsertStores() throws Exception {
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addInt64Field("whole")
            .addLogicalTypeField("d0", FixedPrecisionNumeric.of(18, 0))
            .addLogicalTypeField("d1", FixedPrecisionNumeric.of(18, 1))
            .addLogicalTypeField("d7", FixedPrecisionNumeric.of(18, 7))
            .addLogicalTypeField("d18", FixedPrecisionNumeric.of(18, 18))
            .addLogicalTypeField("large", FixedPrecisionNumeric.of(38, 11))
            .addDecimalField("any")
            .addFloatField("single")
            .addLogicalTypeField("at", SqlTypes.DATETIME)
            .build();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < 500; id++) {
      rows.add(
          Row.withSchema(schema)
              .addValues(
                  id,
                  id == 0 ? Long.MIN_VALUE : random.nextLong() >> random.nextInt(64),
                  decimal(random, 18, 0),
                  decimal(random, 18, 1),
                  decimal(random, 18, 7),
                  decimal(random, 18, 18),
                  decimal(random, 38, 11),
                  decimal(random, 1 + random.nextInt(60), random.nextInt(120) - 60),
                  Float.intBitsToFloat(random.nextInt()),
                  LocalDateTime.of(random.nextInt(14000) - 4700, 12, 31, 23, 59)
                      .plusNanos(1000L * random.nextInt(60_000_000)))
              .build());
    }
    for (String table : List.of("copied", "inserted")) {
      // A column of a type that the input does not have: all whole numbers fit.
      db.run(
          "CREATE TABLE "
              + table
              + " (id bigint PRIMARY KEY, whole numeric, d0 numeric, d1 numeric(20,2), d7 numeric,"
              + " d18 numeric, large numeric, \"any\" numeric, single float8, \"at\" timestamp)");
    }

    Outcome copied = db.upsert(db.spec("copied", List.of("id"), List.of("id"), 100), rows);
    byArrays.upsert(db.spec("inserted", List.of("id"), List.of("id"), 40), rows);

    assertThat("seed " + seed, copied.rejected(), is(empty()));
    assertThat(
        "seed " + seed,
        db.query("SELECT * FROM copied ORDER BY id"),
        equalTo(db.query("SELECT * FROM inserted ORDER BY id")));
    assertThat(db.query("SELECT count(*) FROM copied"), contains("500"));
  }

  private static BigDecimal decimal(Random random, int digits, int scale) {
    BigInteger bound = BigInteger.TEN.pow(1 + random.nextInt(digits));
    BigInteger unscaled = new BigInteger(bound.bitLength() + 8, random).mod(bound);
    // Many zeros in between, and at both ends.
    BigInteger holes = BigInteger.TEN.pow(random.nextInt(digits));
    BigInteger value = random.nextBoolean() ? unscaled : unscaled.divide(holes).multiply(holes);
    return new BigDecimal(random.nextBoolean() ? value : value.negate(), scale);
  }

  @Test
  void aValueBeyondWhatPostgresHoldsRejectsItsRowAlone() throws Exception {
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addNullableField("day", FieldType.logicalType(SqlTypes.DATE))
            .addNullableField("at", FieldType.logicalType(SqlTypes.DATETIME))
            .addNullableField("amount", FieldType.DECIMAL)
            .build();
    Object[][] beyond = {
      {LocalDate.ofEpochDay(Integer.MAX_VALUE), null, null},
      {LocalDate.ofEpochDay(Integer.MIN_VALUE), null, null},
      {LocalDate.ofEpochDay(Integer.MIN_VALUE + 10957), null, null},
      {LocalDate.parse("-4800-01-01"), null, null},
      {null, LocalDateTime.parse("-4800-01-01T00:00:00"), null},
      {null, micros(-9_223_372_036_854_000_000L), null},
      {null, micros(Long.MIN_VALUE + 946_684_800_000_000L), null},
      {null, null, new BigDecimal("1E+131072")},
      {null, null, new BigDecimal("1E+140000")},
      {null, null, new BigDecimal("1E-16384")},
    };
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < beyond.length * 2L; id++) {
      Row.Builder row = Row.withSchema(schema).addValue(id);
      rows.add(
          id % 2 == 0
              ? row.addValues(beyond[(int) id / 2]).build()
              : row.addValues(LocalDate.EPOCH, LocalDate.EPOCH.atStartOfDay(), BigDecimal.ONE)
                  .build());
    }

    Outcome outcome = db.upsert(db.spec("wide", List.of("id"), List.of("id"), 100), rows);

    assertThat(
        outcome.rejected().stream().map(RejectedRow::code).toList(),
        everyItem(is(RejectedRow.Code.UNFIT_VALUE)));
    assertThat(
        db.query("SELECT count(*) FROM wide WHERE id % 2 = 1"), contains("" + beyond.length));
    assertThat(db.query("SELECT * FROM wide WHERE id % 2 = 0"), is(empty()));
    assertThat(outcome.rejected(), hasSize(beyond.length));
  }

  @Test
  void valuesAtTheEndsOfWhatPostgresHoldsAreStored() throws Exception {
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addLogicalTypeField("day", SqlTypes.DATE)
            .addLogicalTypeField("at", SqlTypes.DATETIME)
            .addDecimalField("amount")
            .build();
    UpsertSpec spec = db.spec("ends", List.of("id"), List.of("id"), 100);
    List<Row> rows =
        List.of(
            Row.withSchema(schema)
                .addValues(
                    1L,
                    LocalDate.parse("-4713-11-24"),
                    LocalDateTime.parse("-4713-11-24T00:00:00"),
                    new BigDecimal("1E+131000"))
                .build(),
            Row.withSchema(schema)
                .addValues(
                    2L,
                    LocalDate.parse("+5874897-12-31"),
                    LocalDateTime.parse("+294246-12-31T23:59:59.999999"),
                    new BigDecimal("-1E-16383"))
                .build());

    assertThat(db.upsert(spec, rows).rejected(), is(empty()));

    assertThat(
        db.query("SELECT day::text, at::text, length(amount::text) FROM ends ORDER BY id"),
        contains(
            "4714-11-24 BC|4714-11-24 00:00:00 BC|131001",
            "5874897-12-31|294246-12-31 23:59:59.999999|16386"));
    assertThat(db.upsert(spec, rows).counts().get(Count.UNCHANGED), is(2L));
  }

  private static LocalDateTime micros(long sinceEpoch) {
    return LocalDate.EPOCH.atStartOfDay().plus(sinceEpoch, ChronoUnit.MICROS);
  }

  @Test
  void aCopyThatTakesTooLongIsStoppedAndTriedAgain() throws Exception {
    db.run(
        "CREATE SEQUENCE writes",
        "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " IF nextval('writes') = 3 THEN PERFORM pg_sleep(60); END IF; RETURN NEW; END $$",
        "CREATE TRIGGER dawdle BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION dawdle()");
    Database impatient =
        new Database(db.connection.statementTimeout(Duration.ofSeconds(1)))
            .writtenBy(CopyAlways.dialect());

    Outcome outcome = impatient.upsert("orders", orders(20, 1, 0));

    assertThat(outcome.counts().get(Count.INSERTED), is(20L));
    // The first batch of seven was begun twice.
    assertThat(db.query("SELECT last_value FROM writes"), contains("23"));
  }

  @Test
  void aTableThatRefusesCopyIsWrittenByInsert() throws Exception {
    db.run(
        "DROP ROLE IF EXISTS clerk",
        "CREATE ROLE clerk LOGIN",
        "GRANT ALL ON SCHEMA public TO clerk",
        "GRANT ALL ON orders TO clerk",
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY small ON orders TO clerk USING (true) WITH CHECK (quantity < 10)");
    Database clerk = new Database(db.connection.user("clerk")).writtenBy(CopyAlways.dialect());

    Outcome outcome = clerk.upsert("orders", orders(20, 1, 0));

    assertThat(outcome.counts().get(Count.INSERTED), is(20L));
    db.run("DROP OWNED BY clerk", "DROP ROLE clerk");
  }

  @Test
  void rowsThatATriggerLeavesOutAreNoticed() throws Exception {
    db.run(
        "CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " IF NEW.order_id = 5 THEN RETURN NULL; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER drop_it BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION drop_it()");

    RefrainException e =
        assertThrows(RefrainException.class, () -> db.upsert("orders", orders(7, 1, 0)));

    assertThat(e.getMessage(), startsWith("Cannot upsert into orders at "));
    assertThat(e.getMessage(), containsString("INSERT of 7 rows affected 6 rows"));
    assertThat(db.query("SELECT count(*) FROM orders"), contains("0"));
  }
}
