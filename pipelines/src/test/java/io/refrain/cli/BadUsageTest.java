package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that cannot be meant: refused before anything runs, with the way out. */
class BadUsageTest {
  @TempDir private Path dir;
  private Refrain replace;

  @BeforeEach
  void aGoodCall() throws IOException {
    Path input = Files.writeString(dir.resolve("orders.csv"), "id,day,v,note\n1,2024-03-15,1,a\n");
    replace = Refrain.replace(input, dir.resolve("target"));
  }

  private void refused(Refrain call, String... texts) {
    Outcome outcome = call.run();
    outcome.failsWith(ExitCode.USAGE, texts);
    assertThat(outcome.err(), containsString("Nothing was "));
    assertThat(outcome.err(), containsString("For help: refrain help " + call.arguments().get(0)));
    assertThat("nothing was written", Files.exists(dir.resolve("target")), is(false));
  }

  @ParameterizedTest
  @CsvSource({"--key", "--latestBy", "--partitionBy", "--changeKind"})
  void anUnknownColumnIsNamedBesideThoseThereAre(String option) {
    refused(
        replace.with(option, "nope"),
        "Unknown column 'nope'. The columns are: [id, day, v, note].");
  }

  @Test
  void anUnknownIntervalColumnIsNamed() {
    refused(replace.with("--intervalColumn", "nope"), "Unknown column 'nope'.");
  }

  @Test
  void aScopeHasNoDefault() {
    refused(
        replace.without("--interval"),
        "What may be replaced in parquet:",
        "--interval=INTERVAL, --partitions=COLUMN=VALUE, --scope=present or --scope=everything",
        "there is no default");
  }

  @Test
  void oneScopeIsEnough() {
    String text = "Say one of --interval, --partitions and --scope, and say it once.";

    refused(replace.with("--scope", "present"), text);
    refused(replace.with("--partitions=day=2024-03-15"), text);
    refused(replace.with("--interval=2024-04"), text);
  }

  @Test
  void anUnknownScopeIsRefused() {
    refused(replace.scope("all"), "Unknown scope 'all'. Known: present, everything");
  }

  @Test
  void aReversedIntervalIsRefused() {
    refused(
        replace.with("--interval", "2024-03-16/2024-03-15"),
        "A data interval must end after it starts, but 2024-03-16T00:00 is not before"
            + " 2024-03-15T00:00: are the two the wrong way round?");
  }

  @ParameterizedTest
  @CsvSource({"yesterday", "2024-13", "2024-02-30", "2024-03-15/"})
  void whatIsNoIntervalIsRefusedWithExamples(String text) {
    refused(
        replace.with("--interval", text),
        "'" + text + "' is no data interval. Write a date (2024-03-15)");
  }

  @Test
  void anHourDoesNotFitADateColumn() {
    refused(
        replace.with("--interval", "2024-03-15T10"),
        "Column 'day' holds dates, so the interval must be of whole days");
  }

  @Test
  void anUnknownZoneIsRefused() {
    refused(
        replace.with("--zone", "Mars/Olympus"),
        "Unknown time zone 'Mars/Olympus': write UTC, +02:00 or Europe/Berlin.");
  }

  @Test
  void aZoneWithoutAnIntervalIsOfNoUse() {
    refused(
        replace.scope("present").with("--zone", "UTC"), "--zone is of use with --interval only");
  }

  @Test
  void anIntervalNeedsADateOrTimestampColumn() {
    refused(
        replace.with("--partitionBy", "note"),
        "--interval needs a date or timestamp column to partition by, but [note] has none.",
        "Use --partitions or --scope.");
    refused(
        replace.with("--partitionBy", "note,day").with("--intervalColumn", "note"),
        "An interval needs a date or timestamp column, but 'note' is of type VARCHAR");
  }

  @Test
  void anIntervalColumnMustPartition() {
    refused(
        replace.with("--partitionBy", "note").with("--intervalColumn", "day"),
        "Cannot replace an interval of 'day' in ",
        "which is partitioned by [note]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "day:2024-03-15; 'day:2024-03-15' is no partition. Write column=value",
        "nope=1; Unknown column 'nope'",
        "note=a; Partition note=a does not fit",
        "day=2024-3-15; '2024-3-15' is no value of 'day', which is of type DATE",
        "day=2024-02-30; '2024-02-30' is no value of 'day'"
      })
  void aPartitionThatNoRowCanBeInIsRefused(String partition, String text) {
    refused(replace.without("--interval").with("--partitions", partition), text);
  }

  @Test
  void anUnknownTargetIsRefused() {
    refused(
        replace.with("--target", "hudi:" + dir),
        "Unknown target 'hudi:" + dir + "'. Known: parquet:DIR, as in parquet:/data/orders;");
    refused(replace.with("--target", "parquet:"), "Unknown target 'parquet:'.");
  }

  @Test
  void aFileSystemThatIsNotThereIsNamed() {
    refused(replace.with("--target", "parquet:nope://bucket/x"), "scheme nope");
  }

  @Test
  void textNeedsASchema() {
    refused(
        replace.without("--schema"),
        "is CSV, which brings no schema, and types are not guessed from data. Say --schema");
  }

  @Test
  void aSchemaThatCannotBeReadIsShown() {
    refused(
        replace.with("--schema", "id BIGINTT"),
        "The schema cannot be read at position 4: 'BIGINTT' is no type that is known.",
        "The schema given: id BIGINTT");
    refused(replace.with("--schema", "gone.avsc"), "There is no schema file gone.avsc.");
  }

  @Test
  void anUnknownFormatIsRefused() {
    refused(replace.with("--format", "xml"), "xml", "csv");
  }

  @Test
  void anUnknownOptionIsNamed() {
    refused(
        replace.with("--bogus", 3),
        "Unknown option --bogus: neither this command has it, nor Beam, nor the runner.");
    refused(replace.with("--atleastRows", 3), "Unknown option --atleastRows");
  }

  @Test
  void aWordThatBelongsToNoOptionIsNamed() {
    refused(replace.with("stray"), "Cannot tell what 'stray' is");
  }

  @Test
  void aValueThatBeamDoesNotTakeIsShown() {
    refused(
        replace.with("--targetParallelism", "many"),
        "Beam does not take --targetParallelism=many: ");
  }

  @Test
  void anUnknownRunnerIsRefusedWithThoseThereAre() {
    refused(replace.with("--runner", "spark"), "Unknown runner 'spark'. Here: direct.");
  }

  @Test
  void whatIsRequiredIsNamed() {
    refused(replace.without("--key"), "Missing required option: '--key=COLUMN");
    refused(replace.without("--input"), "Missing required option: '--input=PATH'");
    refused(Refrain.command("generate"), "Missing required option: '--output=DIR'");
    refused(Refrain.command("files"), "Missing required parameter: 'TARGET'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "--atLeastRows; -1; --atLeastRows must not be negative: -1",
        "--epoch; 0; An epoch must be positive, but is 0.",
        "--epoch; soon; Invalid value for option '--epoch'"
      })
  void numbersOutOfRangeAreRefused(String option, String value, String text) {
    refused(replace.with(option, value), text);
  }

  @Test
  void rejectedRowsAreNotWrittenOverWhatMatters() throws IOException {
    refused(replace.with("--maxRejected", 3), "--maxRejected needs --rejected=PATH");
    refused(replace.with("--rejected", dir), "--rejected=" + dir + " is a directory.");
    refused(replace.with("--rejected", dir.resolve("orders.csv")), "is a file of the input.");
    assertThat(Files.readString(dir.resolve("orders.csv")), containsString("1,2024-03-15"));
    refused(
        replace.with("--rejected", dir.resolve("r.jsonl")).with("--maxRejected", -1),
        "--maxRejected must not be negative: -1");
  }

  @Test
  void aColumnOfFloatingPointNumbersCannotPartition() {
    refused(
        replace
            .with("--schema", "id BIGINT, day DATE, v INTEGER, note DOUBLE")
            .with("--partitionBy", "day,note"),
        "Cannot partition by 'note': its type is DOUBLE");
  }

  @Test
  void anUnknownCommandIsNamedBesideThoseThereAre() {
    Refrain.run("replce")
        .failsWith(
            ExitCode.USAGE,
            "Unknown command 'replce'. Known: demo, replace, upsert, merge, aggregate, verify, doctor,"
                + " dedup, files, repair, generate, help.",
            "For help: refrain help");
  }
}
