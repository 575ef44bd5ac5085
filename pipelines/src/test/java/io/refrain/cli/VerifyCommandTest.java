package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.refrain.jdbc.testing.MariaDbServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that may be run again, and some that may not; their targets are never touched. */
class VerifyCommandTest {
  @TempDir private Path dir;
  private Path input;
  private String url;

  @BeforeEach
  void deliver() throws IOException {
    StringBuilder rows = new StringBuilder("id,day,v,note\n");
    for (int i = 0; i < 20; i++) {
      rows.append(i % 16).append(",2024-03-").append(15 + i % 2).append(',').append(i);
      rows.append(",n").append(i).append('\n');
    }
    input = Files.writeString(dir.resolve("in.csv"), rows);
    url = "jdbc:h2:file:" + dir.resolve("shop");
  }

  private static Outcome verify(Refrain command, String... more) {
    List<String> words = new ArrayList<>(List.of("verify"));
    words.addAll(command.arguments());
    words.addAll(List.of(more));
    return Refrain.run(words.toArray(String[]::new));
  }

  private static void execute(String database, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Every file, and what is in it. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(dir)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        if (file.startsWith(dir.resolve("temporary"))) {
          continue; // Libraries leave native code there.
        }
        files.put(
            dir.relativize(file).toString(),
            Integer.toString(Arrays.hashCode(Files.readAllBytes(file))));
      }
    }
    return files;
  }

  private Refrain intoAnExistingTable() {
    return Refrain.upsert(input, url).without("--createTable");
  }

  @Test
  void anUpsertPassesEveryScenarioAndItsTableStaysAsItIs() throws Exception {
    execute(
        url,
        "CREATE TABLE orders (id BIGINT PRIMARY KEY, \"DAY\" DATE, v INT, note VARCHAR(20))",
        "INSERT INTO orders VALUES (1, DATE '2020-01-01', 0, 'mine'), (99, NULL, 1, 'mine')");
    Map<String, String> before = files();

    Path page = dir.resolve("report.html");
    Outcome outcome = verify(intoAnExistingTable(), "--report=" + page, "--strict", "--seed=7");

    assertThat(outcome.err() + outcome.out(), outcome.code(), is(ExitCode.DONE));
    assertThat(
        outcome.out(),
        allOf(
            startsWith("Idempotent in every scenario that was checked."),
            containsString("the reference left 16 rows"),
            containsString("left out     intervals in another order: because a command has one"),
            containsString("Seed 7"),
            not(containsString("not checked"))));
    assertThat(
        outcome.err(),
        is(
            "refrain: verifying upsert on a throw-away copy of "
                + url
                + ", in some 40 runs ..."
                + System.lineSeparator()));
    assertThat(Files.readString(page), startsWith("<!DOCTYPE html>"));
    Files.delete(page);
    assertThat(files(), is(before));
  }

  @Test
  void aReplaceOfADatasetPassesAndMakesNothing() throws Exception {
    Map<String, String> before = files();

    Outcome outcome =
        verify(
            Refrain.replace(input, dir.resolve("lake/orders")).with("--json"),
            "--only=run-twice,bundle-retried,interval-emptied");

    assertThat(outcome.err(), outcome.code(), is(ExitCode.DONE));
    JsonNode report = new ObjectMapper().readTree(outcome.out());
    assertThat(report.get("idempotent").asBoolean(), is(true));
    assertThat(report.get("referenceRows").asInt(), is(16));
    assertThat(files(), is(before));
    assertThat(Files.exists(dir.resolve("lake")), is(false));
  }

  @Test
  void aMergeIntoADeltaTablePassesAndTheTableStaysAsItIs() throws Exception {
    Refrain merge = lake("merge").with("--target", "delta:" + dir.resolve("orders"));
    merge.with("--createTable").run().isDone();
    Map<String, String> before = files();

    Outcome outcome = verify(merge, "--only=input-delivered-twice,crash-during-commit");

    assertThat(outcome.err() + outcome.out(), outcome.code(), is(ExitCode.DONE));
    assertThat(files(), is(before));
  }

  @Test
  void anAggregateIntoAnIcebergTablePassesAndTheTableStaysAsItIs() throws Exception {
    Refrain aggregate =
        lake("aggregate")
            .with("--groupBy", "day")
            .with("--count", "orders")
            .with("--interval", "2024-03")
            .with("--target", "iceberg:lake.shop.daily")
            .with("--catalog.warehouse", dir.resolve("lake"));
    Map<String, String> nothing = files();
    verify(aggregate)
        .failsWith(
            ExitCode.USAGE,
            "There is no table at iceberg:lake.shop.daily to make a throw-away copy of.",
            "say --createTable if the run is to make it. Nothing was run.");
    assertThat(files(), is(nothing));
    aggregate.with("--createTable").run().isDone();
    Map<String, String> before = files();

    Outcome outcome = verify(aggregate, "--only=input-shuffled,older-run-last");

    assertThat(outcome.err() + outcome.out(), outcome.code(), is(ExitCode.DONE));
    assertThat(files(), is(before));
  }

  private Refrain lake(String command) {
    return Refrain.command(command)
        .with("--input", input)
        .with("--schema", Refrain.SCHEMA)
        .with("--key", "id")
        .with("--latestBy", "v");
  }

  @Test
  void aColumnThatTheDatabaseFillsByItsClockIsFoundAndNamed() throws Exception {
    execute(
        url,
        "CREATE TABLE orders (id BIGINT PRIMARY KEY, \"DAY\" DATE, v INT, note VARCHAR(20),"
            + " loaded_at TIMESTAMP(6) DEFAULT CURRENT_TIMESTAMP)");
    Map<String, String> before = files();

    Outcome outcome = verify(intoAnExistingTable(), "--only=other-random-seed,run-twice");

    assertThat(outcome.code(), is(ExitCode.DIFFERENT));
    assertThat(
        outcome.out(),
        allOf(
            startsWith("NOT IDEMPOTENT: "),
            containsString("The column LOADED_AT holds the time of the run"),
            containsString("a column's default")));
    assertThat(files(), is(before));
  }

  @Test
  void numbersThatTheDatabaseGivesAreFound() throws Exception {
    execute(
        url,
        "CREATE TABLE orders (id BIGINT PRIMARY KEY, \"DAY\" DATE, v INT, note VARCHAR(20),"
            + " number BIGINT GENERATED ALWAYS AS IDENTITY)");

    Outcome outcome = verify(intoAnExistingTable(), "--only=input-shuffled");

    assertThat(outcome.code(), is(ExitCode.DIFFERENT));
    assertThat(
        outcome.out(),
        allOf(
            containsString("DIFFERENT    input shuffled"),
            containsString(
                "The column NUMBER numbers the rows in the order of their arrival, which differs from"
                    + " run to run")));
  }

  @Test
  void whatATriggerWritesElsewhereIsComparedToo() throws Exception {
    String sqlite = "jdbc:sqlite:" + dir.resolve("shop.db");
    execute(
        sqlite,
        "CREATE TABLE orders (id BIGINT PRIMARY KEY, day DATE, v INT, note VARCHAR(20))",
        "CREATE TABLE audit (id BIGINT, token TEXT)",
        "CREATE TRIGGER audited AFTER INSERT ON orders BEGIN"
            + " INSERT INTO audit VALUES (NEW.id, hex(randomblob(16))); END");
    Map<String, String> before = files();

    Outcome outcome =
        verify(Refrain.upsert(input, sqlite).without("--createTable"), "--only=other-random-seed");

    assertThat(outcome.err(), outcome.code(), is(ExitCode.DIFFERENT));
    assertThat(
        outcome.out(),
        allOf(
            containsString("DIFFERENT    another random seed"),
            containsString("changed: \"audit\"[id="),
            not(containsString("orders"))));
    assertThat(files(), is(before));
  }

  @Test
  void aRunThatIsHeldDoesNotLockTheDatabase() {
    String sqlite = "jdbc:sqlite:" + dir.resolve("none.db");

    Outcome outcome =
        verify(Refrain.upsert(input, sqlite), "--only=older-run-last,other-time-zone");

    assertThat(outcome.err() + outcome.out(), outcome.code(), is(ExitCode.DONE));
    assertThat(outcome.out(), containsString("same         an older run that finishes after"));
    assertThat(Files.exists(dir.resolve("none.db")), is(false));
  }

  @Test
  void withoutAnOlderDeliveryAnUpsertTakesItsOwnRowsInOlderVersions() {
    Outcome outcome = verify(Refrain.upsert(input, url), "--only=older-run-last");

    assertThat(outcome.err() + outcome.out(), outcome.code(), is(ExitCode.DONE));
    assertThat(
        outcome.out(),
        containsString(
            "until the newer one had finished; of an older delivery it had all rows, v less by 1"));
  }

  @Test
  void ofRowsThatNeverChangeAndOfReplacesTwoThirdsAreTaken() {
    for (Refrain command :
        List.of(
            Refrain.upsert(input, url).with("--insertOnly"),
            Refrain.replace(input, dir.resolve("lake/orders")),
            // A version that is a part of the key cannot be another one.
            Refrain.upsert(input, url).with("--key", "id,v"))) {
      Outcome outcome = verify(command, "--only=older-run-last");

      assertThat(outcome.err() + outcome.out(), outcome.code(), is(ExitCode.DONE));
      assertThat(
          outcome.out(), containsString("of an older delivery it had two thirds of the rows"));
    }
  }

  @Test
  void anOlderDeliveryThatIsGivenIsTaken() throws Exception {
    // It claims to be newer than the newest: then it wins, whenever it comes.
    Path newer = Files.writeString(dir.resolve("newer.csv"), "id,day,v,note\n3,2024-03-15,99,x\n");
    Path older = Files.writeString(dir.resolve("older.csv"), "id,day,v,note\n3,2024-03-15,1,x\n");
    Refrain upsert = Refrain.upsert(input, url);

    Outcome differs = verify(upsert, "--only=older-run-last", "--older=" + newer);
    Outcome same = verify(upsert, "--only=older-run-last", "--older=" + older);
    Outcome replaced =
        verify(
            Refrain.replace(input, dir.resolve("lake/orders")),
            "--only=older-run-last",
            "--older=" + older);

    assertThat(differs.err() + differs.out(), differs.code(), is(ExitCode.DIFFERENT));
    assertThat(
        differs.out(),
        allOf(
            containsString("DIFFERENT    an older run that finishes after a newer one"),
            containsString("of an older delivery it had the rows of " + newer)));
    assertThat(same.err() + same.out(), same.code(), is(ExitCode.DONE));
    assertThat(same.out(), containsString("of an older delivery it had the rows of " + older));
    assertThat(replaced.err() + replaced.out(), replaced.code(), is(ExitCode.DONE));
  }

  @Test
  void anUpsertIntoMariaDbIsTriedInADatabaseOfItsOwn() throws Exception {
    String server = "jdbc:mariadb://localhost:" + MariaDbServer.port() + "/";
    execute(
        server + "?user=root",
        "CREATE OR REPLACE DATABASE verify_shop CHARACTER SET utf8mb4",
        "CREATE TABLE verify_shop.orders (id BIGINT PRIMARY KEY, day DATE, v INT, note VARCHAR(20),"
            + " loaded_at TIMESTAMP(6) DEFAULT CURRENT_TIMESTAMP(6))",
        "INSERT INTO verify_shop.orders VALUES (1, '2020-01-01', 0, 'mine', '2020-01-01')");
    Refrain upsert =
        Refrain.upsert(input, server + "verify_shop")
            .with("--user", "root")
            .without("--createTable");

    Outcome outcome = verify(upsert, "--only=run-twice,crash-during-commit,other-random-seed");

    assertThat(outcome.err() + outcome.out(), outcome.code(), is(ExitCode.DIFFERENT));
    assertThat(
        outcome.out(),
        allOf(
            containsString("The column loaded_at holds the time of the run"),
            containsString("DIFFERENT    another random seed")));
    execute(
        server + "?user=root",
        "ALTER TABLE verify_shop.orders DROP COLUMN loaded_at",
        "CREATE TRIGGER verify_shop.audited BEFORE INSERT ON verify_shop.orders FOR EACH ROW SET"
            + " NEW.v = 0");
    Outcome sound =
        verify(upsert, "--only=run-twice,two-runs-at-once,other-time-zone,older-run-last");
    assertThat(sound.err() + sound.out(), sound.code(), is(ExitCode.DONE));
    assertThat(sound.err(), containsString("its triggers [audited] are not copied"));

    // As a killed one leaves it.
    String left = "refrain_verify_" + ofServer(server) + "_deadbeef_1";
    execute(server + "?user=root", "CREATE DATABASE " + left);
    Outcome repaired =
        Refrain.command("repair", server + "verify_shop").with("--user", "root").run();
    assertThat(repaired.out() + repaired.err(), repaired.code(), is(ExitCode.DONE));
    assertThat(
        repaired.err(),
        containsString("removed the database " + left + ", left by a verify that was killed"));
    assertThat(
        query(server, "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA"),
        not(hasItem(startsWith("refrain_verify_"))));
    assertThat(
        query(server, "SELECT CONCAT_WS(',', id, day, v, note) FROM verify_shop.orders"),
        contains("1,2020-01-01,0,mine"));
    assertThat(
        query(
            server,
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA ="
                + " 'verify_shop'"),
        contains("orders"));
  }

  private static String ofServer(String server) throws SQLException {
    return query(server, "SELECT LEFT(SHA1(CONCAT(@@hostname, ':', @@port)), 8)").get(0);
  }

  private static List<String> query(String server, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(server + "?user=root");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  @Test
  void mistakesAreToldBeforeAnythingIsRun() throws Exception {
    Refrain upsert = Refrain.upsert(input, url);
    Map<String, String> before = files();

    Refrain.run("verify")
        .failsWith(
            ExitCode.USAGE,
            "Which command is to be verified? Put one of upsert, replace, merge, aggregate right"
                + " behind 'verify'",
            "Nothing was run.");
    Refrain.run("verify", "dedup", "--key=id")
        .failsWith(ExitCode.USAGE, "'dedup' cannot be verified. Put one of upsert,");
    verify(upsert.with("--plan"))
        .failsWith(
            ExitCode.USAGE, "A plan writes nothing that could be verified: leave --plan out.");
    verify(upsert.without("--key")).failsWith(ExitCode.USAGE, "Missing required option: '--key");
    verify(upsert, "--only=thrice")
        .failsWith(
            ExitCode.USAGE, "Unknown scenario in --only: 'thrice'. Known: run-twice, input-");
    verify(upsert, "--report=" + dir.resolve("none/report.html"))
        .failsWith(ExitCode.USAGE, "cannot be written: there is no such directory");
    verify(upsert.without("--createTable"))
        .failsWith(
            ExitCode.USAGE,
            "There is no table orders at " + url + " to make a throw-away copy of.",
            "say --createTable if the run is to make it. Nothing was run.");
    verify(upsert.with("--target", "jdbc:sqlserver://localhost;databaseName=shop"))
        .failsWith(
            ExitCode.CONFLICT,
            "Cannot make a throw-away copy of orders at jdbc:sqlserver://localhost",
            "that is done for H2, SQLite, DuckDB, PostgreSQL, MariaDB and MySQL, not for SQL Server"
                + " yet. Nothing was changed.");
    verify(upsert, "--older=" + dir.resolve("none.csv")).failsWith(ExitCode.USAGE, "none.csv");
    assertThat(files(), is(before));
  }

  @Test
  void aRunThatIsRefusedIsToldInItsOwnWords() throws Exception {
    execute(url, "CREATE TABLE orders (id BIGINT, \"DAY\" DATE, v INT, note VARCHAR(20))");

    Outcome outcome = verify(intoAnExistingTable());

    assertThat(outcome.code(), is(ExitCode.CONFLICT));
    assertThat(outcome.out(), is(""));
    assertThat(outcome.err(), containsString("no unique index covers exactly the key [ID]."));
  }

  @Test
  void aVerifyThatIsKilledLeavesTheTargetAloneAndTheNextOneClearsUp() throws Exception {
    Refrain replace = Refrain.replace(input, dir.resolve("lake/orders"));
    replace.run().isDone();
    Path temporary = Files.createDirectory(dir.resolve("temporary"));
    Path outside = Files.createTempFile("verify-killed", ".log");
    Map<String, String> before = files();
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "verify"));
    command.addAll(replace.arguments());

    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(outside.toFile())
            .start();
    try {
      long deadline = System.nanoTime() + 120_000_000_000L;
      while (process.isAlive() && !isSecondCopyThere(temporary)) {
        assertThat("it takes too long", System.nanoTime() < deadline, is(true));
        Thread.onSpinWait();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    List<String> left = names(temporary);
    assertThat(Files.readString(outside), left.size(), is(1));
    assertThat(left.get(0), startsWith("refrain-verify-"));

    String real = System.setProperty("java.io.tmpdir", temporary.toString());
    try {
      Path another = Files.createDirectory(temporary.resolve("refrain-verify-of-another"));
      Files.createFile(another.resolve(".lock"));
      Outcome repaired = Refrain.run("repair", "parquet:" + dir.resolve("lake/orders"));
      assertThat(repaired.code(), is(ExitCode.DONE));
      assertThat(
          repaired.err(),
          allOf(
              containsString("removed the directory " + temporary.resolve(left.get(0))),
              containsString("removed the directory " + another)));
      assertThat(names(temporary), is(empty()));
      assertThat(verify(replace, "--only=run-twice").code(), is(ExitCode.DONE));
    } finally {
      System.setProperty("java.io.tmpdir", real);
    }
    assertThat(names(temporary), is(empty()));
    assertThat(files(), is(before));
    Files.delete(outside);
  }

  private static boolean isSecondCopyThere(Path temporary) throws IOException {
    for (String name : names(temporary)) {
      if (Files.exists(temporary.resolve(name).resolve("copy-3"))) {
        return true;
      }
    }
    return false;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("refrain-verify-"))
          .toList();
    }
  }

  @Test
  void helpSaysWhatIsCopiedAndWhichScenariosThereAre() {
    Outcome help = Refrain.run("help", "verify");

    assertThat(
        help.out().replaceAll("\\s+", " "),
        allOf(
            containsString("its structure, not its rows"),
            containsString("crash-before-commit"),
            containsString("5 Not idempotent")));
    assertThat(help.code(), is(ExitCode.DONE));
    assertThat(List.of(help.err()), contains(""));
  }
}
