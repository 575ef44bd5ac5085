package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
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
    verify(upsert.with("--target", "jdbc:mariadb://localhost/shop"))
        .failsWith(
            ExitCode.CONFLICT,
            "Cannot make a throw-away copy of orders at jdbc:mariadb://localhost/shop: that is done for"
                + " H2, SQLite, DuckDB and PostgreSQL, not for MariaDB yet. Nothing was changed.");
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
