package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input that is not as it should be: what is said, and that the target stays as it was. */
class BadInputTest {
  private static final String HEADER = "id,day,v,note";

  @TempDir private Path dir;
  private Path target;
  private Map<String, String> before;

  @BeforeEach
  void aTargetThatHoldsADay() throws IOException {
    target = dir.resolve("orders");
    Refrain.replace(csv("stored.csv", "1,2024-03-15,1,kept"), target).run().isDone();
    before = new Dataset(target).contents();
  }

  private boolean changeExpected;

  @AfterEach
  void theTargetIsAsItWas() throws IOException {
    if (!changeExpected) {
      assertThat(new Dataset(target).contents(), is(before));
    }
  }

  private Path csv(String name, String... lines) throws IOException {
    return Files.writeString(
        dir.resolve(name),
        HEADER + "\n" + String.join("\n", lines) + (lines.length > 0 ? "\n" : ""));
  }

  private Outcome replace(Path input) {
    return Refrain.replace(input, target).run();
  }

  @Test
  void aMissingFileIsNamedWithThePlaceItWasLookedFor() {
    replace(dir.resolve("nowhere.csv"))
        .failsWith(
            ExitCode.USAGE,
            "No input: there is no file or directory with files '" + dir + "/nowhere.csv'",
            "Nothing was stored.");
  }

  @Test
  void aRelativeMissingFileSaysFromWhere() {
    replace(Path.of("nowhere.csv"))
        .failsWith(ExitCode.USAGE, "looked for in " + System.getProperty("user.dir"));
  }

  @Test
  void aMissingOneOfSeveralFilesIsNamed() throws IOException {
    Path there = csv("there.csv", "2,2024-03-15,1,new");

    Refrain.replace(there, target)
        .with("--input", there + "," + dir.resolve("gone.csv"))
        .run()
        .failsWith(ExitCode.USAGE, "'" + dir + "/gone.csv' (a part of '", "Nothing was stored.");
  }

  @Test
  void aFileWithoutAHeaderIsEmpty() throws IOException {
    Path empty = Files.createFile(dir.resolve("empty.csv"));

    replace(empty)
        .failsWith(
            ExitCode.USAGE,
            empty + " is empty.",
            "A CSV file begins with a header line that names its columns: id,day,v,note.",
            "Nothing was stored.");
  }

  @Test
  void aHeaderWithoutRowsMakesTheIntervalEmpty() throws IOException, SQLException {
    changeExpected = true;

    Outcome outcome = replace(csv("header.csv")).isDone();

    assertThat(outcome.line("rows in"), is("0"));
    assertThat(outcome.line("written"), is("0"));
    assertThat(outcome.line("deleted"), is("1"));
    assertThat(new Dataset(target).rows(), is(List.of()));
  }

  @Test
  void aHeaderWithoutAColumnOfTheSchemaIsRefused() throws IOException {
    Path other = Files.writeString(dir.resolve("other.csv"), "id,day,v\n1,2024-03-15,1\n");

    replace(other)
        .failsWith(
            ExitCode.USAGE,
            "The header of " + other + " has no column 'note', which the schema names.",
            "Nothing was stored.");
  }

  @Test
  void aRowWithTooFewColumnsIsShownWithItsLine() throws IOException {
    replace(csv("short.csv", "2,2024-03-15,1,good", "3,2024-03-15,1"))
        .failsWith(
            ExitCode.REJECTED_ROWS,
            "Cannot replace " + target + ": 1 row was rejected, 0 are allowed.",
            "Nothing was changed.",
            "Mend the input, or collect rejected rows with --rejected=PATH.",
            "  short.csv:3: malformed_row: 3 fields, where the header names 4 columns:"
                + " 3,2024-03-15,1");
  }

  @Test
  void aValueThatIsNotOfItsTypeIsShownWithItsColumn() throws IOException {
    replace(csv("types.csv", "x,2024-03-15,1,a", "4,2024-02-30,1,b", "5,2024-03-15,1.5,c"))
        .failsWith(
            ExitCode.REJECTED_ROWS,
            "3 rows were rejected",
            "  types.csv:2: unfit_value in id: 'x' is not a whole number: x,2024-03-15,1,a",
            "  types.csv:3: unfit_value in day: '2024-02-30' names a day that does not exist",
            "  types.csv:4: unfit_value in v: '1.5' is not a whole number");
  }

  @Test
  void aNullKeyAndANullVersionAreShown() throws IOException {
    replace(csv("nulls.csv", ",2024-03-15,1,a", "4,2024-03-15,,b"))
        .failsWith(
            ExitCode.REJECTED_ROWS,
            "  nulls.csv:2: null_key in id: the key is null: {id=null, day=2024-03-15, v=1,",
            "  nulls.csv:3: null_version in v: the version is null: {id=4,");
  }

  @Test
  void anEmptyValueInANotNullColumnIsShown() throws IOException {
    Refrain.replace(csv("notnull.csv", "1,,1,a"), target)
        .with("--schema", "id BIGINT, day DATE NOT NULL, v INTEGER, note VARCHAR")
        .run()
        .failsWith(ExitCode.REJECTED_ROWS, "  notnull.csv:2: null_value in day: ");
  }

  @Test
  void rowsOutsideOfTheIntervalAreShownTenAtMostInTheOrderOfTheFile() throws IOException {
    String[] lines = new String[14];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = (100 + i) + ",2024-04-" + (10 + i) + ",1,late";
    }
    lines[3] = "7,2024-03-20,1,inside";

    Outcome outcome = replace(csv("late.csv", lines));

    outcome.failsWith(
        ExitCode.REJECTED_ROWS,
        "13 rows were rejected, 0 are allowed.",
        "  late.csv:2: out_of_scope in day: day=2024-04-10 is outside of the scope: day in"
            + " 2024-03-01/2024-04-01: {id=100, day=2024-04-10, v=1, note=late}");
    List<String> shown =
        outcome
            .err()
            .lines()
            .filter(line -> line.startsWith("  late.csv:"))
            .map(line -> line.replaceAll("^  late.csv:(\\d+):.*", "$1"))
            .toList();
    assertThat(shown, contains("2", "3", "4", "6", "7", "8", "9", "10", "11", "12"));
  }

  @Test
  void aNullDayIsOutsideOfEveryInterval() throws IOException {
    replace(csv("noday.csv", "1,,1,a"))
        .failsWith(
            ExitCode.REJECTED_ROWS, "  noday.csv:2: out_of_scope in day: ", "{id=1, day=null,");
  }

  @Test
  void filesOfTheSameNameAreToldApart() throws IOException {
    Files.createDirectories(dir.resolve("a"));
    Files.createDirectories(dir.resolve("b"));
    Files.writeString(dir.resolve("a/part.csv"), HEADER + "\n1,2024-03-15,1,a\n");
    Path wrong = Files.writeString(dir.resolve("b/part.csv"), HEADER + "\nx,2024-03-15,1,a\n");

    Refrain.replace(dir, target)
        .with("--input", dir.resolve("a") + "," + dir.resolve("b"))
        .run()
        .failsWith(ExitCode.REJECTED_ROWS, "  " + wrong + ":2: unfit_value in id");
  }

  @Test
  void aQuoteThatIsNeverClosedIsNamedWithItsLine() throws IOException {
    Path file = csv("quote.csv", "1,2024-03-15,1,good", "2,2024-03-15,1,\"never closed");

    replace(file)
        .failsWith(
            ExitCode.USAGE,
            file + ":3: the quote opened on this line is never closed",
            "Nothing was stored.");
  }

  @Test
  void mixedFormatsAreRefused() throws IOException {
    Path csv = csv("a.csv", "1,2024-03-15,1,a");
    Path json = Files.writeString(dir.resolve("b.jsonl"), "{}\n");

    Refrain.replace(csv, target)
        .with("--input", csv + "," + json)
        .run()
        .failsWith(ExitCode.USAGE, "mixes formats: ", "--format", "Nothing was stored.");
  }

  @Test
  void aNameThatDoesNotTellTheFormatIsRefused() throws IOException {
    Path file = Files.writeString(dir.resolve("orders.dat"), HEADER + "\n");

    replace(file)
        .failsWith(ExitCode.USAGE, "Cannot tell the format of " + file, "Say --format", "Nothing");
  }
}
