package io.refrain.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Results as a Markdown table: medians, and ratios to the peers of the same size and run. */
final class Table {
  private static final double MEGABYTE = 1e6;

  private Table() {}

  static String of(List<Result> results) {
    List<String> peers =
        Contenders.PEERS.stream()
            .filter(peer -> results.stream().anyMatch(r -> r.contender().equals(peer)))
            .toList();
    List<String> head =
        new ArrayList<>(
            List.of("rows", "contender", "wall s", "from - to", "CPU s", "peak MB", "output MB"));
    for (String peer : peers) {
      head.add("wall / " + peer);
      head.add("CPU / " + peer);
    }
    StringBuilder table = new StringBuilder(line(head));
    table.append(line(head.stream().map(h -> h.equals("contender") ? "---" : "---:").toList()));
    for (Result result : results) {
      table.append(line(cells(result, results, peers)));
    }
    return table.toString();
  }

  private static List<String> cells(Result result, List<Result> results, List<String> peers) {
    List<String> cells = new ArrayList<>();
    cells.add(String.format(Locale.ROOT, "%,d", result.rows()));
    cells.add(result.contender());
    if (!result.succeeded()) {
      String codes =
          result.runs().stream()
              .map(run -> Integer.toString(run.exitCode()))
              .collect(Collectors.joining(", "));
      cells.add("failed: exit code " + codes);
      return cells;
    }
    double[] range = result.wallRange();
    cells.add(number(result.wallSeconds()));
    cells.add(number(range[0]) + " - " + number(range[1]));
    cells.add(number(result.cpuSeconds()));
    cells.add(String.format(Locale.ROOT, "%.0f", result.peakBytes() / MEGABYTE));
    cells.add(String.format(Locale.ROOT, "%.0f", result.outputBytes() / MEGABYTE));
    for (String peer : peers) {
      Optional<Result> other =
          results.stream()
              .filter(r -> r.contender().equals(peer) && r.rows() == result.rows())
              .filter(Result::succeeded)
              .findFirst();
      cells.add(other.map(o -> ratio(result.wallSeconds(), o.wallSeconds())).orElse(""));
      cells.add(other.map(o -> ratio(result.cpuSeconds(), o.cpuSeconds())).orElse(""));
    }
    return cells;
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  static String ratio(double value, double of) {
    return String.format(Locale.ROOT, "%.2f", value / of);
  }

  static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
