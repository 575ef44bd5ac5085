package io.refrain.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What to measure of lake tables.
 *
 * @param common what all benchmarks know
 * @param phases what is done to each table, the first being {@link LakePhase#REPLACE}
 * @param rowsPerDay how many rows of the input fall on one date, so that larger tables have more
 *     partitions; empty if all have the same number of dates
 */
record LakeSettings(Settings common, List<LakePhase> phases, Optional<Long> rowsPerDay) {
  static final String USAGE =
      """
      --rows=5000000[,...]     rows of the first delivery
      --days=10                dates it is spread over
      --rowsPerDay=N           instead: as many dates as make so many rows for each
      --duplicates=0.2         share of rows redelivered within it
      --phases=A,B             of: replace, redelivery, again, small; replace is always done
      --rounds=3               runs of each contender at each size; the median counts
      --contenders=A,B         of: %s
      --heap=4g                largest Java heap of each contender
      --work=DIR               for input, tables and logs (default: target/work of the harness)
      --write=SECTION          put the table into this section of the README
      """
          .formatted(String.join(", ", LakeContenders.NAMES));

  /**
   * @throws IllegalArgumentException if an argument is unknown, or its value not as it should be
   */
  static LakeSettings parse(String[] args, Path root) {
    List<String> others = new ArrayList<>();
    LinkedHashSet<LakePhase> phases = new LinkedHashSet<>(List.of(LakePhase.REPLACE));
    String wanted = "redelivery,again";
    Optional<Long> rowsPerDay = Optional.empty();
    for (String arg : args) {
      if (arg.startsWith("--phases=")) {
        wanted = arg.substring("--phases=".length());
      } else if (arg.startsWith("--rowsPerDay=")) {
        rowsPerDay = Optional.of(Settings.count(arg.substring("--rowsPerDay=".length())));
      } else {
        others.add(arg);
      }
    }
    for (String phase : wanted.split(",", -1)) {
      phases.add(LakePhase.parse(phase));
    }
    Settings common =
        Settings.parse(
            others.toArray(String[]::new),
            root,
            LakeContenders.NAMES,
            String.join(",", LakeContenders.NAMES));
    return new LakeSettings(common, phases.stream().sorted().toList(), rowsPerDay);
  }

  /** With the dates of this size. */
  Settings ofSize(long rows) {
    return rowsPerDay
        .map(perDay -> common.withDays((int) Math.max(1, rows / perDay)))
        .orElse(common);
  }
}
