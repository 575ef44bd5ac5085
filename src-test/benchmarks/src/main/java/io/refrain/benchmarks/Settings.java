package io.refrain.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to measure.
 *
 * @param rows the sizes of the input
 * @param days over how many dates it is spread
 * @param duplicates which share of its rows is redelivered
 * @param rounds how often each contender runs at each size
 * @param contenders their names, see {@link Contenders}
 * @param cores how many threads the peers are given; Refrain takes what the machine has
 * @param heap the largest Java heap of every contender that has one, as in {@code -Xmx}
 * @param work where input, output and logs go
 * @param root the project's directory
 * @param write the section of the README to write the table into; empty to only print it
 */
record Settings(
    List<Long> rows,
    int days,
    double duplicates,
    int rounds,
    List<String> contenders,
    int cores,
    String heap,
    Path work,
    Path root,
    Optional<String> write) {

  static final String USAGE =
      """
      --rows=5000000[,...]     sizes of the input
      --days=10                dates it is spread over
      --duplicates=0.2         share of rows redelivered
      --rounds=3               runs of each contender at each size; the median counts
      --contenders=A,B         of: %s
      --heap=4g                largest Java heap of each contender
      --work=DIR               for input, output and logs (default: target/work of this module)
      --write=SECTION          put the table into this section of the README
      """
          .formatted(String.join(", ", Contenders.NAMES));

  /**
   * @throws IllegalArgumentException if an argument is unknown, or its value not as it should be
   */
  static Settings parse(String[] args, Path root) {
    return parse(args, root, Contenders.NAMES, "refrain-flink,spark,duckdb");
  }

  /**
   * Of another benchmark.
   *
   * @param names of its contenders
   * @param contenders those that run unless others are asked for
   */
  static Settings parse(String[] args, Path root, List<String> names, String contenders) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 0) {
        throw new IllegalArgumentException("Not of the form --name=value: " + arg);
      }
      given.put(arg.substring(2, equals), arg.substring(equals + 1));
    }
    Path module = root.resolve("src-test/benchmarks");
    Settings settings =
        new Settings(
            list(take(given, "rows", "5000000")).stream().map(Settings::count).toList(),
            (int) count(take(given, "days", "10")),
            share(take(given, "duplicates", "0.2")),
            (int) count(take(given, "rounds", "3")),
            list(take(given, "contenders", contenders)),
            Runtime.getRuntime().availableProcessors(),
            heap(take(given, "heap", "4g")),
            Path.of(take(given, "work", module.resolve("target/work").toString())).toAbsolutePath(),
            root,
            Optional.of(take(given, "write", "")).filter(section -> !section.isEmpty()));
    if (!given.isEmpty()) {
      throw new IllegalArgumentException("Unknown: --" + String.join(", --", given.keySet()));
    }
    for (String name : settings.contenders) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "Unknown contender '" + name + "'. Known: " + String.join(", ", names));
      }
    }
    return settings;
  }

  /** The same with other dates. */
  Settings withDays(int other) {
    return new Settings(
        rows, other, duplicates, rounds, contenders, cores, heap, work, root, write);
  }

  /** The directory above that holds the launcher. */
  static Path findRoot(Path from) {
    for (Path at = from.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      if (Files.isExecutable(at.resolve("refrain")) && Files.isRegularFile(at.resolve("pom.xml"))) {
        return at;
      }
    }
    throw new IllegalArgumentException("Run this inside of the project: no launcher above " + from);
  }

  private static String take(Map<String, String> given, String name, String otherwise) {
    String value = given.remove(name);
    return value == null ? otherwise : value;
  }

  private static List<String> list(String value) {
    List<String> list = new ArrayList<>(List.of(value.split(",", -1)));
    list.removeIf(String::isBlank);
    if (list.isEmpty()) {
      throw new IllegalArgumentException("An empty list.");
    }
    return List.copyOf(list);
  }

  static long count(String value) {
    if (!value.matches("[1-9][0-9]{0,11}")) {
      throw new IllegalArgumentException("Not a count of 1 or more: '" + value + "'");
    }
    return Long.parseLong(value);
  }

  private static double share(String value) {
    if (!value.matches("0(\\.[0-9]{1,9})?")) {
      throw new IllegalArgumentException("Not a share from 0 to below 1: '" + value + "'");
    }
    return Double.parseDouble(value);
  }

  private static String heap(String value) {
    if (!value.matches("[1-9][0-9]*[mg]")) {
      throw new IllegalArgumentException("Not a heap size as 2g or 1500m: '" + value + "'");
    }
    return value;
  }
}
