package io.refrain.jdbc.doctor;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalToIgnoringCase;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.refrain.core.RefrainException;
import io.refrain.jdbc.dialect.Dialects;
import io.refrain.jdbc.doctor.Finding.Code;
import io.refrain.jdbc.upsert.Database;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found in tables of a real database. */
abstract class DoctorContract {
  private static final Set<Mode> BY_KEY =
      EnumSet.of(Mode.UPSERT, Mode.UPSERT_ATOMICALLY, Mode.INSERT_ONLY, Mode.DELETE);

  protected Database db;

  /** A database in which no test has left anything. */
  protected abstract Database freshDatabase() throws Exception;

  @BeforeEach
  void open() throws Exception {
    db = freshDatabase();
  }

  protected Diagnosis examine(String... ddl) throws Exception {
    db.run(ddl);
    return TableDoctor.of(db.connection, "orders").byKey("id").latestBy("v").examine();
  }

  protected static List<Code> codes(Diagnosis diagnosis) {
    return diagnosis.findings().stream()
        .map(Finding::code)
        .filter(c -> c != Code.NOT_EXAMINED)
        .toList();
  }

  protected static Finding only(Diagnosis diagnosis, Code code) {
    List<Finding> found = diagnosis.findings().stream().filter(f -> f.code() == code).toList();
    assertThat(diagnosis.toString(), found.size(), is(1));
    return found.get(0);
  }

  protected static Set<Mode> modes(Finding finding, Safety safety) {
    return EnumSet.allOf(Mode.class).stream()
        .filter(m -> finding.effect(m) == safety)
        .collect(Collectors.toSet());
  }

  @Test
  void aTableWithAPlainKeyIsSafeInEveryWay() throws Exception {
    Diagnosis diagnosis =
        examine("CREATE TABLE orders (id BIGINT PRIMARY KEY, note VARCHAR(9), v INTEGER NOT NULL)");

    assertThat(codes(diagnosis), is(empty()));
    for (Mode mode : Mode.values()) {
      assertThat(diagnosis.safety(mode), is(Safety.SAFE));
      assertThat(diagnosis.reasons(mode), is(empty()));
    }
    assertThat(diagnosis.table(), is("orders at " + db.connection.name()));
  }

  @Test
  void aTableWithoutAKeyAndWithDuplicatesTakesReplacesAlone() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE orders (id BIGINT, v INTEGER NOT NULL)",
            "INSERT INTO orders VALUES (1, 1), (1, 2), (2, 1), (3, 1), (3, 1), (NULL, 1)");

    assertThat(
        codes(diagnosis),
        containsInAnyOrder(
            Code.NO_UNIQUE_KEY, Code.DUPLICATE_KEYS, Code.KEY_NULLABLE, Code.NULL_KEYS));
    Finding key = only(diagnosis, Code.NO_UNIQUE_KEY);
    assertThat(modes(key, Safety.UNSAFE), is(BY_KEY));
    assertThat(
        key.remedy(),
        equalToIgnoringCase(
            "Make one: "
                + makeKey().replace("<table>", quoted("orders")).replace("<id>", quote("id"))));
    assertThat(
        only(diagnosis, Code.DUPLICATE_KEYS).text(),
        containsString("it holds 2 keys several times"));
    assertThat(
        only(diagnosis, Code.NULL_KEYS).text(), containsString("it holds 1 row with a null key"));
    assertThat(diagnosis.safety(Mode.UPSERT), is(Safety.UNSAFE));
    assertThat(diagnosis.safety(Mode.REPLACE), is(Safety.CAVEAT));
    assertThat(diagnosis.safety(Mode.REPLACE_EVERYTHING), is(Safety.SAFE));
  }

  /** The statements that make a key of the table. */
  protected String makeKey() {
    return "ALTER TABLE <table> ADD PRIMARY KEY (<id>), or CREATE UNIQUE INDEX "
        + quote("orders_key")
        + " ON <table> (<id>)";
  }

  protected String quote(String name) {
    return Dialects.of(db.connection.url(), db.connection.name()).quote(name);
  }

  /** The schema of the tables, as it is stored. */
  protected String schema() {
    return "public";
  }

  private String quoted(String table) {
    return schema().isEmpty() ? quote(table) : quote(schema()) + "." + quote(table);
  }

  @Test
  void whatThereIsToAskIsAskedFor() throws Exception {
    Diagnosis diagnosis =
        examine("CREATE TABLE orders (id BIGINT PRIMARY KEY, v INTEGER NOT NULL)");

    assertThat(
        diagnosis.findings().stream()
            .filter(f -> f.code() == Code.NOT_EXAMINED)
            .map(Finding::text)
            .toList(),
        is(notAsked()));
  }

  /** What is said of what nobody has written a query for. */
  protected List<String> notAsked() {
    return List.of();
  }

  @Test
  void theStatementsThatAreAdvisedWork() throws Exception {
    Diagnosis sick =
        examine(
            "CREATE TABLE orders (id BIGINT, v INTEGER)",
            "INSERT INTO orders VALUES (1, 1), (2, 2)");
    String index = only(sick, Code.NO_UNIQUE_KEY).remedy().replaceFirst(".*(, or |one: )", "");
    String key = only(sick, Code.KEY_NULLABLE).remedy().replaceFirst("Forbid it: ", "");
    String version = only(sick, Code.VERSION_NULLABLE).remedy().replaceFirst("Forbid it: ", "");

    assertThat(codes(examine(key, version, index)), is(empty()));
  }

  @Test
  void manyDuplicatesAreCountedUpToABound() throws Exception {
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < 1200; i++) {
      values.append(i == 0 ? "" : ", ").append("(").append(i).append(", 1)");
    }
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE orders (id BIGINT NOT NULL, v INTEGER NOT NULL)",
            "INSERT INTO orders VALUES " + values,
            "INSERT INTO orders VALUES " + values);

    assertThat(
        only(diagnosis, Code.DUPLICATE_KEYS).text(), containsString("more than 1000 keys several"));
  }

  @Test
  void aFurtherUniqueIndexIsACaveatWhereItCannotCapture() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE orders (id BIGINT PRIMARY KEY, code VARCHAR(9), v INTEGER NOT NULL,"
                + " CONSTRAINT one_code UNIQUE (code))");

    Finding further = only(diagnosis, Code.FURTHER_UNIQUE_INDEX);
    assertThat(modes(further, Safety.UNSAFE), is(empty()));
    assertThat(further.effect(Mode.UPSERT), is(Safety.CAVEAT));
  }

  @Test
  void keysThatTheDatabaseNumbersAreFound() throws Exception {
    Diagnosis byDefault =
        examine(
            "CREATE TABLE orders (id " + numberedByDefault() + " PRIMARY KEY, v INTEGER NOT NULL)");
    assertThat(
        only(byDefault, Code.KEY_NUMBERED_BY_DATABASE).text(),
        containsString("a run again would make new keys"));
    assertThat(byDefault.safety(Mode.UPSERT), is(Safety.CAVEAT));
  }

  /** The type of a column of numbers that the database gives where there is no value. */
  protected String numberedByDefault() {
    return "BIGINT GENERATED BY DEFAULT AS IDENTITY";
  }

  /** Whether there are columns that refuse the values of an input. */
  protected boolean numbersAlways() {
    return true;
  }

  @Test
  void keysThatTheDatabaseAlwaysNumbersAreFound() throws Exception {
    assumeTrue(numbersAlways());
    Diagnosis always =
        examine(
            "CREATE TABLE orders (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v INTEGER NOT"
                + " NULL)");
    Finding finding = only(always, Code.KEY_ALWAYS_NUMBERED_BY_DATABASE);
    assertThat(finding.effect(Mode.REPLACE), is(Safety.UNSAFE));
    assertThat(finding.effect(Mode.DELETE), is(Safety.CAVEAT));
  }

  @Test
  void aSequenceInADefaultIsFound() throws Exception {
    assumeTrue(nextNumber() != null);
    Diagnosis diagnosis =
        examine(
            "CREATE SEQUENCE numbers",
            "CREATE TABLE orders (id BIGINT DEFAULT "
                + nextNumber()
                + " PRIMARY KEY, other BIGINT DEFAULT "
                + nextNumber()
                + ", v INTEGER NOT NULL)");

    assertThat(
        codes(diagnosis),
        containsInAnyOrder(Code.KEY_NUMBERED_BY_DATABASE, Code.NUMBERED_BY_DATABASE));
    assertThat(
        modes(only(diagnosis, Code.NUMBERED_BY_DATABASE), Safety.CAVEAT),
        is(EnumSet.of(Mode.REPLACE, Mode.REPLACE_EVERYTHING)));
  }

  /** The default of a column numbered by the sequence {@code numbers}; null if there are none. */
  protected abstract String nextNumber();

  @Test
  void floatingPointKeysAndTextVersionsAreFound() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE orders (id DOUBLE PRECISION PRIMARY KEY, v VARCHAR(30) NOT NULL, doubled"
                + " DOUBLE PRECISION GENERATED ALWAYS AS (id * 2)"
                + generated()
                + ")");

    assertThat(
        codes(diagnosis),
        containsInAnyOrder(
            Code.KEY_FLOATING_POINT, Code.VERSION_IS_TEXT, Code.COMPUTED_BY_DATABASE));
    assertThat(modes(only(diagnosis, Code.KEY_FLOATING_POINT), Safety.UNSAFE), is(BY_KEY));
    assertThat("what is grave comes first", codes(diagnosis).get(0), is(Code.KEY_FLOATING_POINT));
  }

  /** What follows the expression of a generated column. */
  protected abstract String generated();

  @Test
  void foreignKeysInBothDirectionsAreFound() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE customers (id BIGINT PRIMARY KEY)",
            "CREATE TABLE orders (id BIGINT PRIMARY KEY, v INTEGER NOT NULL, customer BIGINT,"
                + " CONSTRAINT of_customer FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE"
                + " CASCADE)",
            "CREATE TABLE items (orders BIGINT, CONSTRAINT of_order FOREIGN KEY (orders) REFERENCES"
                + " orders (id) ON DELETE SET NULL)",
            "CREATE TABLE bills (orders BIGINT, CONSTRAINT for_order FOREIGN KEY (orders) REFERENCES"
                + " orders (id))");

    assertThat(
        codes(diagnosis),
        containsInAnyOrder(
            Code.DELETES_REACH_OTHER_TABLES,
            Code.REFERENCED,
            Code.REFERS_TO,
            Code.VANISHES_WITH_PARENT));
    Finding reaching = only(diagnosis, Code.DELETES_REACH_OTHER_TABLES);
    assertThat(
        modes(reaching, Safety.UNSAFE), is(EnumSet.of(Mode.REPLACE, Mode.REPLACE_EVERYTHING)));
    assertThat(modes(reaching, Safety.CAVEAT), is(EnumSet.of(Mode.DELETE)));
    assertThat(
        reaching.text().toLowerCase(java.util.Locale.ROOT),
        containsString(reference() + " (on delete set null)"));
    assertThat(diagnosis.safety(Mode.REPLACE), is(Safety.UNSAFE));
    assertThat(diagnosis.safety(Mode.UPSERT), is(Safety.CAVEAT));
  }

  /** How the foreign key of the table items is told of, in small letters. */
  protected String reference() {
    return schema() + ".items by of_order";
  }

  @Test
  void aViewIsNoTable() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE behind (id BIGINT PRIMARY KEY, v INTEGER NOT NULL)",
            "CREATE VIEW orders AS SELECT * FROM behind");

    assertThat(codes(diagnosis), hasItem(Code.NOT_A_TABLE));
    assertThat(diagnosis.safety(Mode.UPSERT), is(Safety.UNSAFE));
  }

  @Test
  void namesMayHoldAnything() throws Exception {
    db.run(
        "CREATE TABLE \"or \"\"der's_%\" (\"k\"\"; --\" BIGINT, \"Select\" INTEGER NOT NULL)",
        "INSERT INTO \"or \"\"der's_%\" VALUES (1, 1), (1, 2)");

    Diagnosis diagnosis =
        TableDoctor.of(db.connection, "\"or \"\"der's_%\"")
            .byKey("k\"; --")
            .latestBy("Select")
            .examine();

    assertThat(codes(diagnosis), hasItem(Code.DUPLICATE_KEYS));
    assertThat(
        only(diagnosis, Code.NO_UNIQUE_KEY).remedy(), containsString("(" + quote("k\"; --") + ")"));
  }

  @Test
  void whatCannotBeMeantIsSaid() throws Exception {
    db.run("CREATE TABLE orders (id BIGINT)");
    TableDoctor doctor = TableDoctor.of(db.connection, "orders");
    assertThat(
        assertThrows(IllegalArgumentException.class, doctor::examine).getMessage(),
        is("Fit for which key? Name its columns: byKey(\"order_id\")."));
    assertThat(
        assertThrows(IllegalArgumentException.class, doctor.byKey("nope")::examine).getMessage(),
        equalToIgnoringCase("Unknown column 'nope'. The columns are: [id]."));
    assertThat(
        assertThrows(
                RefrainException.class, TableDoctor.of(db.connection, "nope").byKey("id")::examine)
            .getMessage(),
        equalToIgnoringCase(
            "There is no table nope at "
                + db.connection.name()
                + ". Tables there: orders. Check name and schema. Nothing was changed."));
  }

  @Test
  void withoutAVersionOnlyTheKeyIsJudged() throws Exception {
    db.run("CREATE TABLE orders (id BIGINT PRIMARY KEY, v INTEGER)");

    Diagnosis diagnosis = TableDoctor.of(db.connection, "orders").byKey("id").examine();

    assertThat(codes(diagnosis), not(hasItem(Code.VERSION_NULLABLE)));
  }
}
