package io.refrain.jdbc.upsert;

import static io.refrain.jdbc.upsert.Orders.order;
import static io.refrain.jdbc.upsert.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
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
import io.refrain.jdbc.upsert.Database.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

/**
 * The contract on a real MariaDB server, whose sessions stand in an odd time zone and in a mode
 * that lets values be bent, unless somebody sees to it.
 */
class MariaDbUpsertTest extends UpsertContract {
  @Override
  protected Database freshDatabase() throws Exception {
    return MariaDbDatabase.fresh();
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
    return "1 + 1) STORED";
  }

  @Override
  protected String quoted(String plain) {
    return "`" + plain + "`";
  }

  @Override
  protected List<String> calls() {
    return List.of("createStatement", "prepareStatement", "commit");
  }

  @Override
  protected int commitsOfABatch() {
    return 2;
  }

  /** Without what is neither a number nor in the range of a DECIMAL(65,30), and years before 1. */
  @Override
  protected List<Row> rowsOfAllTypes(boolean nullable) {
    return super.rowsOfAllTypes(nullable).stream().map(MariaDbUpsertTest::inRange).toList();
  }

  private static Row inRange(Row row) {
    List<Object> values = new ArrayList<>(row.getValues());
    values.replaceAll(
        v ->
            v instanceof Float f && f.isNaN()
                ? (Object) Float.MIN_NORMAL
                : v instanceof Double d && d.isInfinite()
                    ? (Object) Double.MIN_NORMAL
                    : v instanceof LocalDate d && d.getYear() < 0
                        ? (Object) LocalDate.EPOCH
                        : v instanceof Instant i
                                && i.isBefore(Instant.parse("0001-01-01T00:00:00Z"))
                            ? (Object) Instant.EPOCH
                            : v instanceof BigDecimal d && d.precision() - d.scale() > 35
                                ? (Object) new BigDecimal("-1E+34")
                                : v);
    return Row.withSchema(row.getSchema()).attachValues(values);
  }

  private static final Schema WIDE =
      Schema.builder()
          .addInt64Field("id")
          .addNullableField("f", FieldType.FLOAT)
          .addNullableField("d", FieldType.DOUBLE)
          .addNullableField("day", FieldType.logicalType(SqlTypes.DATE))
          .addNullableField("at", FieldType.logicalType(SqlTypes.DATETIME))
          .addNullableField("n", FieldType.DECIMAL)
          .build();

  private static Row wide(long id, int field, Object value) {
    List<Object> values = new ArrayList<>(java.util.Collections.nCopies(6, null));
    values.set(0, id);
    values.set(field, value);
    return Row.withSchema(WIDE).attachValues(values);
  }

  /** One at a time, and among so many that they are loaded. */
  @Test
  void valuesThatNoColumnHoldsAreRejected() throws Exception {
    List<Row> rows = new ArrayList<>();
    rows.add(wide(1, 1, Float.NaN));
    rows.add(wide(2, 2, Double.NEGATIVE_INFINITY));
    rows.add(wide(3, 3, LocalDate.parse("-0044-03-15")));
    rows.add(
        wide(
            4,
            4,
            LocalDateTime.parse(
                "10000-01-01T00:00:00",
                java.time.format.DateTimeFormatter.ofPattern(
                    "u-MM-dd'T'HH:mm:ss", java.util.Locale.ROOT))));
    rows.add(wide(5, 5, new BigDecimal("1E+40")));
    for (long id = 6; id <= 100; id++) {
      rows.add(wide(id, 1, 1f));
    }
    for (int batchRows : new int[] {1, 1000}) {
      Outcome outcome = db.upsert(db.spec("wide", List.of("id"), List.of("id"), batchRows), rows);

      assertThat(
          outcome.rejected().stream()
              .map(r -> r.code() + " " + r.column() + " " + r.origin())
              .toList(),
          contains(
              "UNFIT_VALUE f 1",
              "UNFIT_VALUE d 2",
              "UNFIT_VALUE n 5",
              "UNFIT_VALUE day 3",
              "UNFIT_VALUE at 4"));
      assertThat(db.query("SELECT COUNT(*), COUNT(f) FROM wide"), contains("95|95"));
      db.run("DELETE FROM wide");
    }
  }

  @Test
  void manyRowsAreLoadedAndTheBadOnesAmongThemFound() throws Exception {
    db.run("ALTER TABLE orders MODIFY product VARCHAR(20) NOT NULL");
    List<Row> rows = new ArrayList<>(orders(500, 1, 0));
    rows.set(99, order(100, "too many", 1000, 0));
    rows.set(199, order(200, "x".repeat(21), 1, 0));
    rows.set(299, order(300, null, 1, 0));
    rows.set(399, order(400, "blanks at its end" + " ".repeat(9), 1, 0));

    Outcome outcome =
        db.upsert(db.spec("orders", List.of("order_id"), List.of("updated_at"), 1000), rows);

    assertThat(
        outcome.rejected().stream()
            .map(r -> r.code() + " " + r.column() + " " + r.origin())
            .toList(),
        contains(
            "UNFIT_VALUE product 400",
            "CONSTRAINT few_enough 100",
            "UNFIT_VALUE product 200",
            "NULL_VALUE product 300"));
    assertThat(
        outcome.rejected().get(2).reason(), containsString("Data too long for column 'product'"));
    assertThat(outcome.counts().get(Count.INSERTED), is(496L));
    assertThat(db.query("SELECT COUNT(*), MAX(LENGTH(product)) FROM orders"), contains("496|11"));
  }

  @Test
  void whereTheServerForbidsLocalFilesRowsAreInserted() throws Exception {
    db.run("SET GLOBAL local_infile = 0");
    try {
      UpsertSpec spec = db.spec("orders", List.of("order_id"), List.of("updated_at"), 1000);
      assertThat(db.upsert(spec, orders(500, 1, 0)).counts().get(Count.INSERTED), is(500L));
      assertThat(db.upsert(spec, orders(500, 1, 0)).counts().get(Count.UNCHANGED), is(500L));
      assertThat(db.upsert(spec, orders(500, 2, 60)).counts().get(Count.UPDATED), is(500L));
    } finally {
      db.run("SET GLOBAL local_infile = 1");
    }
    assertThat(db.query("SELECT COUNT(*), SUM(quantity) FROM orders"), contains("500|1000"));
  }

  private static final Schema NAMED =
      Schema.builder().addStringField("name").addInt64Field("version").build();

  private static Row named(String name, long version) {
    return Row.withSchema(NAMED).addValues(name, version).build();
  }

  @Test
  void aKeyWhoseCollationIgnoresCaseIsRefused() throws Exception {
    db.run(
        "CREATE TABLE names (name VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"
            + " PRIMARY KEY, version BIGINT)");

    RefrainException e =
        assertThrows(
            RefrainException.class,
            () ->
                db.upsert(
                    db.spec("names", List.of("name"), List.of("version"), 9),
                    List.of(named("a", 1))));

    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    assertThat(
        e.getMessage(),
        allOf(
            startsWith(
                "Cannot upsert into test.names: its key column 'name' has the collation"
                    + " utf8mb4_general_ci, which takes texts for one key that differ in their bytes,"
                    + " in case or accents say. It would depend on the order of arrival which of two"
                    + " such rows is stored. Let the column compare bytes: ALTER TABLE `test`.`names`"
                    + " MODIFY `name` VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_"),
            containsString("_bin NOT NULL. Nothing was changed.")));
    String change = e.getMessage().replaceAll(".*compare bytes: |\\. Nothing.*", "");
    db.run(change.replace('`', '"'));
    assertThat(
        db.upsert(db.spec("names", List.of("name"), List.of("version"), 9), distinctKeys())
            .counts()
            .get(Count.INSERTED),
        is((long) distinctKeys().size()));
  }

  /** Keys that the collation of bytes keeps apart. */
  List<Row> distinctKeys() {
    return List.of(named("a", 1), named("A", 1), named("ä", 1), named("", 1), named("a ", 1));
  }

  @Test
  void aKeyThatEndsInABlankIsRejectedWhereBlanksDoNotCount() throws Exception {
    db.run(
        "CREATE TABLE names (name VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY"
            + " KEY, version BIGINT)",
        "INSERT INTO names VALUES ('b ', 1), ('B', 1)");
    UpsertSpec spec = db.spec("names", List.of("name"), List.of("version"), 9);

    Outcome outcome =
        db.upsert(spec, List.of(named("a", 1), named("A", 1), named("a ", 1), named("b", 2)));

    assertThat(
        outcome.rejected().stream().map(RejectedRow::toString).toList(),
        contains(
            startsWith("unfit_value in name: it ends in a blank, which varchar does not keep")));
    assertThat(outcome.counts().get(Count.INSERTED), is(2L));
    assertThat(outcome.counts().get(Count.UPDATED), is(1L));
    assertThat(
        db.query("SELECT name, version FROM names ORDER BY name"),
        contains("A|1", "B|1", "a|1", "b |2"));
  }

  @Test
  void textKeysOfATableThatWasMadeAreComparedByTheirBytes() throws Exception {
    UpsertSpec spec = db.spec("made", List.of("name"), List.of("version"), 9);

    assertThat(
        db.upsert(spec, distinctKeys()).counts().get(Count.INSERTED),
        is((long) distinctKeys().size()));
    assertThat(
        db.upsert(spec, distinctKeys()).counts().get(Count.UNCHANGED),
        is((long) distinctKeys().size()));
    assertThat(
        db.upsert(spec, List.of(named("x".repeat(256), 1))).rejected().get(0).code(),
        is(RejectedRow.Code.UNFIT_VALUE));
  }

  @Test
  void unsignedBitsAndFixedBytesAreExact() throws Exception {
    db.run(
        "CREATE TABLE odd (k INT UNSIGNED, big BIGINT UNSIGNED, flag BIT(1), hash BINARY(4), small"
            + " TINYINT UNSIGNED, PRIMARY KEY (k))");
    Schema schema =
        Schema.builder()
            .addInt64Field("k")
            .addDecimalField("big")
            .addBooleanField("flag")
            .addByteArrayField("hash")
            .addInt32Field("small")
            .build();
    UpsertSpec spec = db.spec("odd", List.of("k"), List.of("big"), 1000);
    BigDecimal most = new BigDecimal("18446744073709551615");
    List<Row> rows = new ArrayList<>();
    for (long k = 0; k < 30; k++) {
      rows.add(
          Row.withSchema(schema)
              .addValues(4294967295L - k, most, k % 2 == 0, new byte[] {0, 1, -1, 0}, 255)
              .build());
    }
    assertThat(db.upsert(spec, rows).rejected(), is(empty()));
    assertThat(db.upsert(spec, rows).counts().get(Count.UNCHANGED), is(30L));

    Row shortHash = Row.withSchema(schema).addValues(1L, most, true, new byte[] {1}, 1).build();
    Row negative = Row.withSchema(schema).addValues(2L, most, true, new byte[4], -1).build();
    assertThat(
        db.upsert(spec, List.of(shortHash, negative)).rejected().stream()
            .map(RejectedRow::toString)
            .toList(),
        contains(
            startsWith("unfit_value in hash: it has 1 bytes, which binary(4) fills up"),
            containsString("Out of range value for column 'small'")));
  }

  @Test
  void aTableInAnotherDatabaseIsFoundByItsName() throws Exception {
    db.run(
        "DROP DATABASE IF EXISTS \"My Shop\"",
        "CREATE DATABASE \"My Shop\"",
        "CREATE TABLE \"My Shop\".\"Sel_ect\" (\"ORDER_ID\" BIGINT PRIMARY KEY, product TEXT,"
            + " quantity INT, updated_at DATETIME(6))");

    db.upsert("my shop.sel_ect", orders(30, 1, 0));

    assertThat(db.query("SELECT COUNT(*) FROM \"My Shop\".\"Sel_ect\""), contains("30"));
  }

  @Test
  void aRowThatATriggerRefusesIsRejected() throws Exception {
    db.run(
        "CREATE TRIGGER refuse BEFORE INSERT ON orders FOR EACH ROW BEGIN IF NEW.quantity = 13 THEN"
            + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'thirteen is unlucky'; END IF; END");

    Outcome outcome = db.upsert("orders", List.of(order(1, "a", 13, 0), order(2, "b", 1, 0)));

    assertThat(outcome.rejected(), hasSize(1));
    assertThat(outcome.rejected().get(0).code(), is(RejectedRow.Code.CONSTRAINT));
    assertThat(db.query("SELECT order_id FROM orders"), contains("2"));
  }

  @Test
  void unchangedRowsAreNotWritten() throws Exception {
    db.upsert("orders", orders(20, 1, 0));
    db.run(
        "CREATE TABLE writes (n INT)",
        "CREATE TRIGGER count_updates AFTER UPDATE ON orders FOR EACH ROW INSERT INTO writes VALUES"
            + " (1)");

    db.upsert("orders", orders(20, 1, 0));
    db.upsert("orders", orders(20, 1, -60));
    db.upsert("orders", orders(3, 2, 60));

    assertThat(db.query("SELECT COUNT(*) FROM writes"), contains("3"));
  }

  @Test
  void zeroStaysZeroInAKeyThatCountsByItself() throws Exception {
    db.run("ALTER TABLE orders MODIFY order_id BIGINT AUTO_INCREMENT");

    db.upsert("orders", List.of(order(0, "zero", 1, 0)));

    assertThat(db.query("SELECT order_id FROM orders"), contains("0"));
  }
}
