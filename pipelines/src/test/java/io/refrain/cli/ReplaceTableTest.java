package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
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

/** Replaces in a table of H2, in a file of its own. */
class ReplaceTableTest {
  @TempDir private Path dir;
  private String url;

  @BeforeEach
  void setUp() {
    url = "jdbc:h2:file:" + dir.resolve("shop");
  }

  private Refrain replace(String... lines) throws IOException {
    Path csv =
        Files.writeString(
            dir.resolve("in.csv"), "id,day,v,note\n" + String.join("\n", lines) + "\n");
    return Refrain.replace(csv, dir)
        .without("--partitionBy")
        .with("--target", url)
        .with("--table", "orders")
        .with("--intervalColumn", "day")
        .with("--createTable");
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
  void anIntervalOfATableIsReplacedAgainAndAgain() throws IOException, SQLException {
    Outcome first =
        replace("1,2024-03-15,1,a", "2,2024-03-16,1,b", "1,2024-03-15,2,aa").run().isDone();
    assertThat(first.line("written"), is("2"));
    assertThat(first.line("deleted"), is("0"));
    assertThat(first.out(), containsString("orders at " + url + ": replaced day in 2024-03-01"));

    replace("1,2024-03-15,2,aa", "2,2024-03-16,1,b").run().isDone();
    assertThat(rows(), contains("1|2024-03-15|2|aa", "2|2024-03-16|1|b"));

    Outcome day =
        replace("3,2024-03-15,1,c").with("--interval", "2024-03-15").with("--json").run().isDone();
    assertThat(day.count("deleted"), is(1L));
    assertThat(rows(), contains("2|2024-03-16|1|b", "3|2024-03-15|1|c"));
  }

  @Test
  void everyScopeCanBeSaid() throws IOException, SQLException {
    Refrain all = replace("1,2024-03-15,1,a", "2,2024-03-16,1,b", "3,2024-03-17,1,c");
    all.scope("everything").without("--intervalColumn").run().isDone();
    replace("4,2024-03-15,1,d")
        .scope("present")
        .without("--intervalColumn")
        .with("--partitionBy", "day")
        .run()
        .isDone();
    replace("5,2024-03-16,1,e")
        .without("--interval")
        .without("--intervalColumn")
        .with("--partitionBy", "day")
        .with("--partitions", "day=2024-03-16,day=2024-03-17")
        .run()
        .isDone();
    assertThat(rows(), contains("4|2024-03-15|1|d", "5|2024-03-16|1|e"));
  }

  @Test
  void aPlanSaysWhatWouldHappenAndChangesNothing() throws IOException, SQLException {
    replace("1,2024-03-15,1,a", "2,2024-03-16,1,b", "3,2024-04-01,1,c")
        .scope("everything")
        .without("--intervalColumn")
        .run()
        .isDone();
    Refrain next = replace("4,2024-03-15,1,d").with("--plan").without("--createTable");
    Outcome plan = next.run().isDone();
    assertThat(plan.line("written"), is("1"));
    assertThat(plan.line("deleted"), is("2"));
    assertThat(plan.line("left alone"), is("1"));
    assertThat(plan.out(), containsString("this is a plan, nothing was changed"));
    assertThat(next.with("--json").run().json().get("left_alone").asLong(), is(1L));
    next.with("--atLeastRows", 5)
        .run()
        .failsWith(ExitCode.CONFLICT, "the run has 1 rows, and at least 5 are required");
    replace("4,2024-03-15,1,d")
        .with("--plan")
        .run()
        .failsWith(ExitCode.USAGE, "--plan changes nothing, so it makes no table");
    assertThat(rows(), hasSize(3));
  }

  @Test
  void rowsOfOthersAreTakenOverOnRequestOnly() throws IOException, SQLException {
    execute(
        "CREATE TABLE orders (id BIGINT PRIMARY KEY, \"DAY\" DATE, v INTEGER, note VARCHAR(20))");
    execute("INSERT INTO orders VALUES (9, '2024-03-15', 1, 'old')");
    replace("1,2024-03-15,1,a")
        .run()
        .failsWith(
            ExitCode.CONFLICT,
            "(1 rows that no run has written). Nothing was changed.",
            "take ownership over with --takeOver");
    replace("1,2024-03-15,1,a").with("--takeOver").run().isDone();
    assertThat(rows(), contains("1|2024-03-15|1|a"));
  }

  @Test
  void optionsThatDoNotFitAreNamed() throws IOException {
    replace("1,2024-03-15,1,a")
        .without("--table")
        .run()
        .failsWith(ExitCode.USAGE, "Which table of the database? Name it: --table=orders.");
    replace("1,2024-03-15,1,a")
        .without("--intervalColumn")
        .run()
        .failsWith(ExitCode.USAGE, "say --intervalColumn=COLUMN.");
    replace("1,2024-03-15,1,a")
        .with("--target", "parquet:" + dir)
        .run()
        .failsWith(ExitCode.USAGE, "are of use with --target=jdbc:URL only.");
    replace("1,2024-03-15,1,a")
        .scope("present")
        .without("--intervalColumn")
        .run()
        .failsWith(ExitCode.USAGE, "say which columns make a partition there (--partitionBy).");
    Refrain.replace(dir.resolve("in.csv"), dir)
        .without("--partitionBy")
        .run()
        .failsWith(ExitCode.USAGE, "Missing required option: '--partitionBy=COLUMN'");
  }

  @Test
  void repairSweepsWhatIsOldEnough() throws IOException, SQLException {
    replace("1,2024-03-15,1,a").run().isDone();
    String name = "refrain_stage_" + "0".repeat(32);
    execute("CREATE TABLE \"" + name + "\" (id BIGINT)");
    execute(
        "INSERT INTO refrain_stages VALUES ('"
            + name
            + "', 'ORDERS', '-', CURRENT_TIMESTAMP - INTERVAL '2' DAY)");
    assertThat(
        Refrain.command("repair", url).run().isDone().out(),
        containsString(url + ": 1 staging table removed"));
    assertThat(
        Refrain.command("repair", url).with("--table", "orders").run().isDone().out(),
        containsString(url + ": nothing was old enough to remove"));
  }
}
