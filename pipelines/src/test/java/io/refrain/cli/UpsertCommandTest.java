package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upserts into a database of H2, in a file of its own. */
class UpsertCommandTest {
  @TempDir private Path dir;
  private String url;

  @BeforeEach
  void setUp() {
    url = "jdbc:h2:file:" + dir.resolve("shop");
  }

  private Path csv(String name, String... lines) throws IOException {
    return Files.writeString(
        dir.resolve(name), "id,day,v,note\n" + String.join("\n", lines) + "\n");
  }

  private Refrain upsert(String... lines) throws IOException {
    return Refrain.upsert(csv("in.csv", lines), url);
  }

  private List<String> rows() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return Dataset.query(connection, "SELECT id, \"DAY\", v, note FROM orders ORDER BY id");
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void theFirstLoadInsertsTheSameAgainChangesNothingARedeliveryUpdates()
      throws IOException, SQLException {
    Outcome first =
        upsert("1,2024-03-15,1,a", "2,2024-03-15,1,b", "1,2024-03-15,2,aa").run().isDone();
    assertThat(first.line("rows in"), is("3"));
    assertThat(first.line("collapsed"), is("1"));
    assertThat(first.line("inserted"), is("2"));

    Outcome again = upsert("1,2024-03-15,2,aa", "2,2024-03-15,1,b").with("--json").run();
    assertThat(again.count("inserted"), is(0L));
    assertThat(again.count("updated"), is(0L));
    assertThat(again.count("unchanged"), is(2L));
    assertThat(again.json().get("outcome").asText(), is("upserted"));
    assertThat(again.json().get("target").asText(), is(url + ", orders"));

    Outcome redelivery =
        upsert("1,2024-03-15,1,older", "2,2024-03-15,2,bb", "3,2024-03-15,1,c")
            .with("--json")
            .run();
    assertThat(redelivery.count("stale"), is(1L));
    assertThat(redelivery.count("updated"), is(1L));
    assertThat(redelivery.count("inserted"), is(1L));
    assertThat(rows(), contains("1|2024-03-15|2|aa", "2|2024-03-15|2|bb", "3|2024-03-15|1|c"));
  }

  @Test
  void aMissingTableIsNamedWithThoseThereAre() throws IOException, SQLException {
    execute("CREATE TABLE customers (id BIGINT PRIMARY KEY)");

    upsert("1,2024-03-15,1,a")
        .without("--createTable")
        .run()
        .failsWith(
            ExitCode.CONFLICT,
            "There is no table orders at " + url + ". Tables there: CUSTOMERS.",
            "or let it be made with --createTable.",
            "Nothing was changed.");
  }

  @Test
  void aTableWithoutAUniqueKeyIsRefusedWithTheStatementThatMakesOne()
      throws IOException, SQLException {
    execute("CREATE TABLE orders (id BIGINT, \"DAY\" DATE, v INTEGER, note VARCHAR(20))");

    upsert("1,2024-03-15,1,a")
        .run()
        .failsWith(
            ExitCode.CONFLICT,
            "no unique index covers exactly the key [ID].",
            "ALTER TABLE \"PUBLIC\".\"ORDERS\" ADD PRIMARY KEY (\"ID\")",
            "Nothing was changed.");

    assertThat(rows(), hasSize(0));
  }

  @Test
  void aColumnThatTheTableDoesNotHaveIsNamed() throws IOException, SQLException {
    execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, \"DAY\" DATE, v INTEGER)");

    upsert("1,2024-03-15,1,a")
        .run()
        .failsWith(
            ExitCode.CONFLICT,
            "it has no column 'note'. Its columns are: [ID, DAY, V].",
            "Nothing was changed.");
  }

  @Test
  void aColumnOfAnotherTypeIsRefused() throws IOException, SQLException {
    execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, \"DAY\" DATE, v INTEGER, note INTEGER)");

    upsert("1,2024-03-15,1,a")
        .run()
        .failsWith(ExitCode.CONFLICT, "its column 'NOTE' of type ", "Nothing was changed.");
  }

  @Test
  void aServerThatIsNotThereFailsWithoutAPassword() throws IOException {
    upsert("1,2024-03-15,1,a")
        .with("--target", "jdbc:postgresql://localhost:1/shop")
        .run()
        .failsWith(
            ExitCode.FAILURE,
            "Cannot connect to jdbc:postgresql://localhost:1/shop: Connection to localhost:1"
                + " refused.",
            "Check host and port",
            "Nothing was changed.");
  }

  @Test
  void aDatabaseWithoutADialectIsRefusedWithThoseThereAre() throws IOException {
    upsert("1,2024-03-15,1,a")
        .with("--target", "jdbc:derby:shop")
        .run()
        .failsWith(ExitCode.USAGE, "No dialect for jdbc:derby:", "H2 (", "PostgreSQL (", "Nothing");
  }

  @Test
  void aUrlThatNoDriverTakesIsRefused() throws IOException {
    upsert("1,2024-03-15,1,a")
        .with("--target", "jdbc:postgresql://localhost:notaport/shop")
        .run()
        .failsWith(
            ExitCode.CONFLICT,
            "Cannot connect to jdbc:postgresql://localhost:notaport/shop: no JDBC driver on the"
                + " class path accepts this URL.",
            "Nothing was changed.");
  }

  @Test
  void anUnknownColumnIsNamedBesideThoseThereAre() throws IOException {
    for (String option : List.of("--key", "--latestBy")) {
      upsert("1,2024-03-15,1,a")
          .with(option, "nope")
          .run()
          .failsWith(
              ExitCode.USAGE,
              "Unknown column 'nope'. The columns are: [id, day, v, note].",
              "Nothing was changed.");
    }
  }

  @Test
  void aNormalRunLogsNothing() throws IOException {
    PrintStream stderr = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    try {
      upsert("1,2024-03-15,1,a").run().isDone();
    } finally {
      System.setErr(stderr);
    }

    assertThat(logged.toString(StandardCharsets.UTF_8), is(emptyString()));
  }

  @Test
  void whatIsNoDatabaseIsRefused() throws IOException {
    upsert("1,2024-03-15,1,a")
        .with("--target", "parquet:" + dir)
        .run()
        .failsWith(ExitCode.USAGE, "Unknown target 'parquet:" + dir + "'. Known: JDBC URLs");
  }

  @Test
  void aPasswordDoesNotBelongIntoTheUrl() throws IOException {
    Outcome outcome = upsert("1,2024-03-15,1,a").with("--target", url + ";PASSWORD=geheim").run();

    outcome.failsWith(ExitCode.USAGE, "holds a password", "--passwordEnv or --passwordFile");
    assertThat(outcome.err(), not(containsString("geheim")));
  }

  @Test
  void aPasswordIsTakenFromAFile() throws IOException, SQLException {
    execute("CREATE USER loader PASSWORD 'geheim' ADMIN");
    Path right = Files.writeString(dir.resolve("right"), "geheim\n");
    Path wrong = Files.writeString(dir.resolve("wrong"), "oeffentlich\n");
    Refrain loader = upsert("1,2024-03-15,1,a").with("--user", "loader");

    loader.with("--passwordFile", right).run().isDone();
    Outcome refused = loader.with("--passwordFile", wrong).run();

    refused.failsWith(
        ExitCode.CONFLICT, "The user", "loader", "check the name and the password", wrong + "");
    assertThat(refused.err(), not(containsString("oeffentlich")));
    assertThat(rows(), contains("1|2024-03-15|1|a"));
  }

  @Test
  void aPasswordThatIsNotThereIsSaid() throws IOException {
    upsert("1,2024-03-15,1,a")
        .with("--user", "loader")
        .with("--passwordEnv", "REFRAIN_TEST_NOT_SET")
        .run()
        .failsWith(
            ExitCode.CONFLICT,
            "the environment variable REFRAIN_TEST_NOT_SET is not set",
            "Nothing was changed.");
  }

  @Test
  void rowsThatCannotBeReadFailTheRunBeforeAnythingIsWritten() throws IOException, SQLException {
    upsert("1,2024-03-15,1,a").run().isDone();

    upsert("1,2024-03-15,9,newer", "x,2024-03-15,1,b", ",2024-03-15,1,c")
        .run()
        .failsWith(
            ExitCode.REJECTED_ROWS,
            "2 rows were rejected on the way into orders at " + url + ", none allowed.",
            "Nothing was changed. Mend the input, or collect rejected rows with --rejected=PATH.",
            "  in.csv:3: unfit_value in id: 'x' is not a whole number",
            "  in.csv:4: null_key in id: the key is null");

    assertThat(rows(), contains("1|2024-03-15|1|a"));
  }

  @Test
  void rowsThatTheTableRefusesAreCollectedAndTheOthersStored() throws IOException, SQLException {
    execute(
        "CREATE TABLE orders (id BIGINT PRIMARY KEY, \"DAY\" DATE, v INTEGER, note VARCHAR(20),"
            + " CHECK (v < 100))");
    Path rejected = dir.resolve("rejected.jsonl");

    Outcome outcome =
        upsert("1,2024-03-15,1,a", "2,2024-03-15,100,b", "x,2024-03-15,1,c")
            .with("--rejected", rejected)
            .with("--json")
            .run();

    assertThat(outcome.count("rows_in"), is(3L));
    assertThat(outcome.count("inserted"), is(1L));
    assertThat(outcome.count("rejected"), is(2L));
    assertThat(rows(), contains("1|2024-03-15|1|a"));
    assertThat(
        Files.readAllLines(rejected).stream()
            .map(
                line -> line.replaceAll(".*\"code\":\"(\\w+)\".*\"where\":\"([^\"]*)\".*", "$1 $2"))
            .sorted()
            .toList(),
        contains("constraint in.csv:3", "unfit_value in.csv:4"));
  }

  @Test
  void deletesThatNobodyRemembersAreRefused() throws IOException {
    upsert("1,2024-03-15,1,d")
        .with("--changeKind", "note")
        .run()
        .failsWith(
            ExitCode.USAGE,
            "'note' marks deletes, and they have to be remembered",
            "--tombstones=TIME keeps them in a side table, --softDelete=COLUMN flags the row",
            "Nothing was changed.");
  }

  private List<String> kept() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return Dataset.query(connection, "SELECT id, v FROM orders ORDER BY id");
    }
  }

  @Test
  void aDeletedRowStaysAwayWithTombstones() throws IOException, SQLException {
    upsert("1,2024-03-15,1,c", "2,2024-03-15,1,c")
        .with("--changeKind", "note")
        .with("--tombstones", "30d")
        .run()
        .isDone();

    Outcome deleted =
        upsert("1,,3,d", "3,,3,D")
            .with("--changeKind", "note")
            .with("--tombstones", "12h")
            .with("--json")
            .run()
            .isDone();
    Outcome late =
        Refrain.upsert(
                Files.writeString(dir.resolve("late.csv"), "id,day,v\n1,2024-03-15,2\n"), url)
            .with("--schema", "id BIGINT, day DATE, v INTEGER")
            .with("--json")
            .run()
            .isDone();

    assertThat(deleted.count("deleted"), is(1L));
    assertThat(deleted.count("unchanged"), is(1L));
    assertThat(late.count("stale"), is(1L));
    assertThat(kept(), contains("2|1"));
  }

  @Test
  void aDeletedRowStaysFlaggedWithSoftDelete() throws IOException, SQLException {
    Refrain soft = upsert("1,2024-03-15,1,c").with("--changeKind", "note");
    soft.with("--softDelete", "gone").run().isDone();

    Outcome deleted =
        upsert("1,,3,delete")
            .with("--changeKind", "note")
            .with("--softDelete", "gone")
            .with("--json")
            .run()
            .isDone();

    assertThat(deleted.count("deleted"), is(1L));
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(
          Dataset.query(connection, "SELECT id, \"DAY\", v, gone FROM orders"),
          contains("1|null|3|true"));
    }
  }

  @Test
  void aStoredRowIsLeftAloneWithInsertOnly() throws IOException, SQLException {
    upsert("1,2024-03-15,1,a").run().isDone();

    Outcome outcome =
        upsert("1,2024-03-15,2,z", "2,2024-03-15,1,a")
            .with("--insertOnly")
            .with("--json")
            .run()
            .isDone();

    assertThat(outcome.count("inserted"), is(1L));
    assertThat(outcome.count("stale"), is(1L));
    assertThat(rows(), contains("1|2024-03-15|1|a", "2|2024-03-15|1|a"));
  }

  @Test
  void changesThatDoNotGoTogetherAreRefused() throws IOException {
    Refrain marked = upsert("1,2024-03-15,1,c").with("--changeKind", "note");

    marked
        .with("--tombstones", "30")
        .run()
        .failsWith(ExitCode.USAGE, "Not a time to live: '30'. Write a number and a unit: 30d, 12h");
    marked
        .with("--tombstones", "0s")
        .run()
        .failsWith(ExitCode.USAGE, "The time to live of tombstones, in seconds, must be between 1");
    marked
        .with("--tombstones", "30d")
        .with("--softDelete", "gone")
        .run()
        .failsWith(ExitCode.USAGE, "in one way: by --tombstones or by --softDelete, not both");
    marked
        .with("--insertOnly")
        .run()
        .failsWith(ExitCode.USAGE, "--insertOnly never touches a stored row", "'note' marks");
    upsert("1,2024-03-15,1,c")
        .with("--storeChangeKind")
        .run()
        .failsWith(ExitCode.USAGE, "--storeChangeKind needs a column", "by --changeKind=COLUMN");
    marked
        .with("--softDelete", "day")
        .run()
        .failsWith(
            ExitCode.USAGE, "Column 'day' is one of the input's, but --softDelete sets it itself");
    marked
        .with("--changeKind", "nope")
        .with("--tombstones", "1d")
        .run()
        .failsWith(ExitCode.USAGE, "Unknown column 'nope'. The columns are: [id, day, v, note].");
  }

  @Test
  void aRowThatDoesNotSayWhatHappenedIsRejected() throws IOException {
    upsert("1,2024-03-15,1,x")
        .with("--changeKind", "note")
        .with("--tombstones", "1d")
        .run()
        .failsWith(
            ExitCode.REJECTED_ROWS,
            "in.csv:2: unfit_value in note: it says neither insert, update nor delete",
            "Nothing was changed.");
  }

  @Test
  void aPlanSaysWhatTheRunThenDoesAndChangesNothing() throws IOException, SQLException {
    upsert("1,2024-03-15,1,a", "2,2024-03-15,2,b", "3,2024-03-15,1,c").run().isDone();
    List<String> before = rows();
    Refrain next =
        upsert("1,2024-03-15,2,aa", "2,2024-03-15,1,old", "3,2024-03-15,1,c", "4,2024-03-15,1,d")
            .with("--json");
    for (Refrain plan : List.of(next.with("--plan"), next.with("--plan").with("--atomically"))) {
      Outcome planned = plan.run();
      assertThat(planned.count("inserted"), is(1L));
      assertThat(planned.count("updated"), is(1L));
      assertThat(planned.count("stale"), is(1L));
      assertThat(planned.count("unchanged"), is(1L));
      assertThat(
          planned.json().get("outcome").asText(),
          containsString("; this is a plan, nothing was changed"));
      assertThat(rows(), is(before));
    }

    Outcome done = next.with("--atomically").run();

    assertThat(done.count("inserted"), is(1L));
    assertThat(done.count("updated"), is(1L));
    assertThat(done.json().get("outcome").asText(), is("upserted atomically"));
    assertThat(rows(), hasSize(4));
  }

  @Test
  void aPlanMakesNoTable() throws IOException {
    upsert("1,2024-03-15,1,a")
        .with("--plan")
        .run()
        .failsWith(
            ExitCode.CONFLICT,
            "There is no table orders at " + url + " yet. A run would make it",
            "Nothing was changed.");
  }

  @Test
  void tombstonesAreHeededAtomically() throws IOException, SQLException {
    Refrain plain = upsert("1,2024-03-15,1,a");
    plain.with("--tombstones", "30d").with("--atomically").run().isDone();
    plain.with("--plan").with("--atomically").run().isDone();
    plain.with("--atomically").run().isDone();
  }

  @Test
  void anEmptyDeliveryChangesNothing() throws IOException, SQLException {
    upsert("1,2024-03-15,1,a").run().isDone();
    Path empty = Files.writeString(dir.resolve("empty.csv"), "id,day,v,note\n");

    Outcome outcome = Refrain.upsert(empty, url).run().isDone();

    assertThat(outcome.line("rows in"), is("0"));
    assertThat(rows(), contains("1|2024-03-15|1|a"));
  }
}
