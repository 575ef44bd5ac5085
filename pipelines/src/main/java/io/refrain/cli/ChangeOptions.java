package io.refrain.cli;

import io.refrain.pipelines.UpsertPipeline;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joda.time.Duration;
import picocli.CommandLine.Option;

/** What becomes of deletes, and of rows that are stored already. */
final class ChangeOptions {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})([dhms])");

  @Option(
      names = "--changeKind",
      paramLabel = "COLUMN",
      description =
          "The column that tells deletes (d, delete) from upserts (c, r, u, insert, update). It is"
              + " not stored. Needs --tombstones or --softDelete.")
  String changeKind;

  @Option(
      names = "--storeChangeKind",
      description = "Store that column as well: the table has one of its name.")
  private boolean storeChangeKind;

  @Option(
      names = "--tombstones",
      paramLabel = "TIME",
      description =
          "Remove deleted rows and remember them for so long (30d, 12h) in the table"
              + " refrain_tombstones, so that a late older row does not come back.")
  private String tombstones;

  @Option(
      names = "--softDelete",
      paramLabel = "COLUMN",
      description =
          "Leave deleted rows in the table, flagged in this column: a boolean, or a timestamp.")
  private String softDelete;

  @Option(
      names = "--insertOnly",
      description =
          "Insert rows whose key is absent and never touch a stored row: for rows that never"
              + " change.")
  private boolean insertOnly;

  UpsertPipeline.Changes changes() {
    return new UpsertPipeline.Changes(
        tombstones == null ? null : timeToLive(tombstones),
        softDelete,
        storeChangeKind,
        insertOnly);
  }

  private static Duration timeToLive(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Not a time to live: '" + text + "'. Write a number and a unit: 30d, 12h, 45m or 90s.");
    }
    long number = new BigInteger(matcher.group(1)).longValueExact();
    return switch (matcher.group(2)) {
      case "d" -> Duration.standardDays(number);
      case "h" -> Duration.standardHours(number);
      case "m" -> Duration.standardMinutes(number);
      default -> Duration.standardSeconds(number);
    };
  }
}
