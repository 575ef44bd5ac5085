package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole tour, its killed run in a process of its own. */
class DemoCommandTest {
  @TempDir private Path dir;

  @Test
  void theTourShowsWhatIsStored() throws SQLException {
    Outcome outcome = Refrain.run("demo", "--keep=" + dir);

    assertThat(outcome.err() + outcome.out(), outcome.code(), is(ExitCode.DONE));
    List<String> lines = outcome.out().lines().map(line -> line.replaceAll(" {2,}", "|")).toList();
    assertThat(
        lines,
        contains(
            is("|first run|second run|"),
            is("1 blind append (plain Beam)|10 rows|20 rows|10 duplicates"),
            is("2 replace 2024-03-15|10 rows|10 rows|same content; 2024-03-16 untouched, 10 rows"),
            matchesPattern(
                "3 upsert, then the redelivery\\|20 rows\\|20 rows\\|quantities \\d+ -> \\d+"),
            matchesPattern(
                "4 merge into Delta, the same two\\|20 rows\\|20 rows\\|quantities \\d+ -> \\d+"),
            matchesPattern(
                "5 killed in its commit, run again\\|\\d+ of 60 files\\|\\d+ rows\\|same content as"
                    + " never killed")));
    assertThat(
        new Dataset(dir.resolve("orders")).rows("count(*), count(DISTINCT order_id)"),
        contains("20|20"));
    assertThat(
        new Dataset(dir.resolve("killed")).rows("count(DISTINCT order_id) = count(*)"),
        contains("true"));
  }

  @Test
  void theDirectoryToKeepMustBeOne() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));

    Outcome outcome = Refrain.run("demo", "--keep=" + file);

    outcome.failsWith(ExitCode.USAGE, "--keep=" + file + " is a file.");
    assertThat(outcome.err(), containsString("Nothing was changed."));
  }
}
