package io.refrain.cli;

import io.refrain.core.DataInterval;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What may be replaced. */
final class ScopeOptions {
  @ArgGroup(multiplicity = "0..1")
  private OneOf scope;

  /** Exactly one of these says what may be replaced. */
  private static final class OneOf {
    @Option(
        names = "--interval",
        required = true,
        paramLabel = "INTERVAL",
        description =
            "Replace this interval of the data: 2024-03-15, 2024-03, 2024-03-15T10, or a start and"
                + " an exclusive end: 2024-03-01/2024-04-01. Empty in the delivery means empty in"
                + " the target.")
    private String interval;

    @Option(
        names = "--partitions",
        required = true,
        split = ",",
        paramLabel = "COLUMN=VALUE",
        description =
            "Replace these partitions (order_date=2024-03-15). Of several partition columns:"
                + " order_date=2024-03-15/country=DE. A comma in a value is %%2C, a slash %%2F.")
    private List<String> partitions;

    @Option(
        names = "--scope",
        required = true,
        paramLabel = "present|everything",
        description = "Replace the partitions that the delivery has rows for, or everything.")
    private String named;
  }

  @Option(
      names = "--intervalColumn",
      paramLabel = "COLUMN",
      description =
          "The column the interval is of; unless given, the first date or timestamp of"
              + " --partitionBy. In a table of a database or of Iceberg it may be any.")
  private String intervalColumn;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "The time zone the interval is meant in. Default: UTC.")
  private String zone;

  /**
   * What they say.
   *
   * @param layout of the rows that are stored
   * @param target for a message
   * @param columns the first date or timestamp of these is what an interval is of
   */
  ReplaceScope of(RowLayout layout, String target, List<String> columns) {
    if (scope == null) {
      throw new IllegalArgumentException(
          "What may be replaced in "
              + target
              + "? Say --interval=INTERVAL, --partitions=COLUMN=VALUE, --scope=present or"
              + " --scope=everything: there is no default.");
    }
    if (scope.interval == null && (intervalColumn != null || zone != null)) {
      throw new IllegalArgumentException(
          (zone == null ? "--intervalColumn" : "--zone") + " is of use with --interval only.");
    }
    if (scope.partitions != null) {
      return ReplaceScope.partitions(PartitionArguments.parse(scope.partitions, layout));
    }
    if (scope.named != null) {
      return switch (scope.named) {
        case "present" -> ReplaceScope.present();
        case "everything" -> ReplaceScope.everything();
        default ->
            throw new IllegalArgumentException(
                "Unknown scope '"
                    + scope.named
                    + "'. Known: present, everything; or use --interval.");
      };
    }
    return ReplaceScope.interval(
        intervalColumn(layout, columns), DataInterval.parse(scope.interval, zone()));
  }

  /** Whether what may be replaced is the same whatever the delivery holds. */
  boolean isDeclared() {
    return scope == null || !"present".equals(scope.named);
  }

  private ZoneId zone() {
    try {
      return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "Unknown time zone '" + zone + "': write UTC, +02:00 or Europe/Berlin.", e);
    }
  }

  private String intervalColumn(RowLayout layout, List<String> columns) {
    if (intervalColumn != null) {
      return intervalColumn;
    }
    return columns.stream()
        .filter(column -> isTime(layout.type(layout.indexOf(column))))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    columns.isEmpty()
                        ? "--interval needs a date or timestamp column: say --intervalColumn=COLUMN."
                        : "--interval needs a date or timestamp column to partition by, but "
                            + columns
                            + " has none. Use --partitions or --scope."));
  }

  private static boolean isTime(ColumnType type) {
    return switch (type.kind()) {
      case DATE, TIMESTAMP, LOCAL_TIMESTAMP -> true;
      default -> false;
    };
  }
}
