package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor} and {@code dedup} on a table of H2 that was appended to blindly. */
class TableCommandsTest {
  @TempDir private Path dir;
  private String url;

  @BeforeEach
  void aTableWithDuplicates() throws SQLException {
    url = "jdbc:h2:file:" + dir.resolve("shop");
    execute(
        "CREATE TABLE orders (id BIGINT NOT NULL, note VARCHAR(20), v INTEGER NOT NULL)",
        "INSERT INTO orders VALUES (1, 'old', 1), (2, 'only', 1), (1, 'new', 2), (1, 'old', 1)");
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private List<String> rows() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return Dataset.query(connection, "SELECT id, note, v FROM orders ORDER BY id, v");
    }
  }

  private Refrain command(String name) {
    return Refrain.command(name)
        .with("--target", url)
        .with("--table", "orders")
        .with("--key", "id")
        .with("--latestBy", "v");
  }

  @Test
  void theDoctorSaysWhatIsSafeWhyNotAndWhatToDo() {
    String out = command("doctor").run().isDone().out();

    assertThat(
        out.lines().limit(7).toList(),
        contains(
            "orders at " + url,
            "  upsert              unsafe    no_unique_key, duplicate_keys",
            "  upsert-atomically   unsafe    no_unique_key, duplicate_keys",
            "  insert-only         unsafe    no_unique_key, duplicate_keys",
            "  replace             caveat    no_unique_key, duplicate_keys",
            "  replace-everything  safe",
            "  delete              unsafe    no_unique_key, duplicate_keys"));
    String told = out.replaceAll("\\s+", " ");
    assertThat(
        told, containsString("It holds 1 key several times, so no unique index can be made"));
    assertThat(told, containsString("Keep the newest row of each: refrain dedup --plan"));
  }

  @Test
  void theDoctorSpeaksJson() {
    JsonNode json = command("doctor").with("--json").run().json();

    assertThat(json.get("table").asText(), is("orders at " + url));
    assertThat(json.get("modes").get("upsert").asText(), is("unsafe"));
    JsonNode finding = json.get("findings").get(0);
    assertThat(finding.get("code").asText(), is("no_unique_key"));
    assertThat(finding.get("effects").get("replace").asText(), is("caveat"));
    assertThat(finding.get("remedy").asText(), containsString("ADD PRIMARY KEY (\"ID\")"));
  }

  @Test
  void whatADoctorIsAskedForDecidesTheExitCode() {
    assertThat(command("doctor").with("--for", "upsert").run().code(), is(ExitCode.CONFLICT));
    assertThat(command("doctor").with("--for", "replace").run().code(), is(ExitCode.DONE));
    command("doctor")
        .with("--for", "append")
        .run()
        .failsWith(
            ExitCode.USAGE,
            "Unknown mode 'append'. Known: upsert, upsert-atomically, insert-only, replace,"
                + " replace-everything, delete.");
  }

  @Test
  void aPlanShowsWhatWouldGoAndChangesNothing() throws SQLException {
    List<String> before = rows();

    Outcome plan = command("dedup").with("--plan").run().isDone();

    assertThat(rows(), is(before));
    assertThat(plan.line("keys"), is("1"));
    assertThat(plan.line("deleted"), is("2"));
    assertThat(
        plan.out().lines().filter(l -> !l.startsWith("  ")).toList(),
        contains(
            "orders at " + url + ": plan, nothing was changed",
            "keep   {ID=1, NOTE=new, V=2}",
            "delete {ID=1, NOTE=old, V=1}",
            "delete {ID=1, NOTE=old, V=1}"));
  }

  @Test
  void duplicatesGoOnceAndThenTheTableTakesAKey() throws SQLException {
    JsonNode first = command("dedup").with("--json").run().json();
    assertThat(first.get("outcome").asText(), is("duplicates removed"));
    assertThat(first.get("counts").get("deleted").asLong(), is(2L));
    assertThat(rows(), contains("1|new|2", "2|only|1"));

    Outcome second = command("dedup").run().isDone();
    assertThat(second.out(), containsString("orders at " + url + ": no duplicates"));
    assertThat(second.line("deleted"), is("0"));

    execute("ALTER TABLE orders ADD PRIMARY KEY (id)");
    assertThat(command("doctor").with("--for", "upsert").run().code(), is(ExitCode.DONE));
  }

  @Test
  void deletesThatReachOtherTablesAreRefusedUnlessAllowed() throws SQLException {
    execute(
        "ALTER TABLE orders ADD COLUMN row_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "CREATE TABLE lines (o BIGINT REFERENCES orders (row_id) ON DELETE CASCADE)");

    command("dedup")
        .run()
        .failsWith(
            ExitCode.CONFLICT,
            "Cannot remove duplicates from orders at " + url,
            "rows of PUBLIC.LINES change with it",
            "if that is meant, allow it with --allowSideEffects. Nothing was changed.");

    assertThat(
        command("dedup").with("--plan").run().isDone().out(),
        containsString("  beyond this table: rows of PUBLIC.LINES change with it"));
    assertThat(command("dedup").with("--allowSideEffects").run().isDone().line("deleted"), is("2"));
  }

  @Test
  void mistakesAreSaid() {
    for (String name : List.of("doctor", "dedup")) {
      command(name)
          .with("--key", "nope")
          .run()
          .failsWith(
              ExitCode.USAGE,
              "Unknown column 'nope'. The columns are: [ID, NOTE, V].",
              "Nothing was changed. For help: refrain help " + name);
      command(name)
          .with("--table", "nope")
          .run()
          .failsWith(
              ExitCode.CONFLICT, "There is no table nope at " + url, "Tables there: ORDERS.");
      command(name)
          .with("--target", "parquet:/data")
          .run()
          .failsWith(
              ExitCode.USAGE,
              name.equals("dedup")
                  ? "A dataset is not rid of duplicates, but replaced"
                  : "Unknown target 'parquet:/data'. Known: JDBC URLs");
      command(name).without("--key").run().failsWith(ExitCode.USAGE, "--key");
      command(name)
          .with("--user", "nobody")
          .with("--passwordEnv", "REFRAIN_TEST_NOT_SET")
          .run()
          .failsWith(ExitCode.CONFLICT, "the environment variable REFRAIN_TEST_NOT_SET is not set");
    }
    command("dedup").without("--latestBy").run().failsWith(ExitCode.USAGE, "--latestBy");
  }
}
