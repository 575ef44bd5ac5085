package io.refrain.testkit.report;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The report for a terminal. */
final class TextReport {
  private TextReport() {}

  static String of(IdempotencyReport report) {
    StringBuilder text = new StringBuilder(report.verdict()).append('\n');
    Map<String, String> explained = new HashMap<>();
    for (ScenarioResult result : report.results()) {
      Outcome outcome = result.outcome();
      String title = result.scenario().title();
      text.append(
          String.format(
              Locale.ROOT, "  %-11s  %s: %s\n", outcome.title(), title, outcome.detail()));
      if (!outcome.isBad()) {
        continue;
      }
      String before = explained.putIfAbsent(outcome.likelyCause(), title);
      line(text, before == null ? outcome.likelyCause() : "As in '" + before + "'.");
      if (before == null && outcome instanceof Outcome.Different different) {
        Evidence.of(different.difference()).forEach(row -> line(text, "  " + row));
      }
    }
    return text.append("Seed ")
        .append(report.seed())
        .append("; the reference left ")
        .append(report.referenceRows())
        .append(report.referenceRows() == 1 ? " row; " : " rows; ")
        .append(report.effort())
        .append('\n')
        .toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append("               ").append(line).append('\n');
  }
}
