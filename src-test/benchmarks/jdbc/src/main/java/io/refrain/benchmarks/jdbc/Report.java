package io.refrain.benchmarks.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What was measured as a Markdown table: medians, and how fast in relation to the peers. */
final class Report {
  private static final double MEGABYTE = 1e6;

  private final List<Measured> all;
  private final List<String> runners;
  private final List<String> contenders;

  Report(List<Measured> all) {
    this.all = all;
    this.runners = all.stream().map(Measured::runner).distinct().toList();
    this.contenders = all.stream().map(Measured::contender).distinct().sorted().toList();
  }

  String table() {
    StringBuilder table =
        new StringBuilder(
            "| runner | phase | contender | rows/s | CPU us/row | log MB | deadlocks | rate / copy |"
                + " CPU / copy | rate / jdbcio | CPU / jdbcio | rate / its first load |\n"
                + "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (String runner : runners) {
      for (Phase phase : Phase.values()) {
        contenders.stream()
            .filter(contender -> !of(runner, phase, contender).isEmpty())
            .forEach(contender -> table.append(line(runner, phase, contender)));
      }
    }
    return table.toString();
  }

  private String line(String runner, Phase phase, String contender) {
    List<Measured> runs = of(runner, phase, contender);
    long rows = runs.get(0).rows();
    List<String> cells = new ArrayList<>(List.of(runner, phase.title(), contender));
    cells.add(String.format(Locale.ROOT, "%,.0f", rows / median(runs, Measured::wallSeconds)));
    cells.add(number(median(runs, Measured::cpuSeconds) / rows * 1e6));
    cells.add(number(median(runs, Measured::logBytes) / MEGABYTE));
    cells.add(Long.toString(runs.stream().mapToLong(Measured::deadlocks).sum()));
    for (String peer : List.of(BareCopy.NAME, BeamJdbc.NAME)) {
      List<Measured> other = of(runner, phase, peer);
      cells.add(ratio(other, runs, Measured::wallSeconds));
      cells.add(ratio(runs, other, Measured::cpuSeconds));
    }
    cells.add(ratio(of(runner, Phase.FIRST_LOAD, contender), runs, Measured::wallSeconds));
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private List<Measured> of(String runner, Phase phase, String contender) {
    return all.stream()
        .filter(m -> m.runner().equals(runner))
        .filter(m -> m.phase() == phase)
        .filter(m -> m.contender().equals(contender))
        .toList();
  }

  private static String ratio(
      List<Measured> above, List<Measured> below, ToDoubleFunction<Measured> what) {
    return above.isEmpty() || below.isEmpty()
        ? ""
        : String.format(Locale.ROOT, "%.2f", median(above, what) / median(below, what));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static double median(List<Measured> runs, ToDoubleFunction<Measured> of) {
    double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
