package io.refrain.testkit.report;

import io.refrain.testkit.scenario.Scenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a check found.
 *
 * @param results one for each scenario, in their order
 * @param referenceRows how many rows the reference run left
 * @param seed the seed of all that was left to chance; the same seed makes the same choices
 * @param effort what the check took
 */
public record IdempotencyReport(
    List<ScenarioResult> results, int referenceRows, long seed, Effort effort) {

  public IdempotencyReport {
    results = List.copyOf(results);
  }

  /** What came of a scenario. */
  public Outcome outcome(Scenario scenario) {
    return results.stream()
        .filter(result -> result.scenario() == scenario)
        .map(ScenarioResult::outcome)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No result of " + scenario + "."));
  }

  /** The scenarios that speak against the pipeline. */
  public List<ScenarioResult> bad() {
    return results.stream().filter(result -> result.outcome().isBad()).toList();
  }

  /** The scenarios of which nothing is known, though nobody left them out. */
  public List<ScenarioResult> notChecked() {
    return results.stream()
        .filter(result -> result.outcome() instanceof Outcome.NotChecked)
        .toList();
  }

  /** Whether no scenario speaks against the pipeline; some may not have been checked. */
  public boolean showsNoDifference() {
    return bad().isEmpty();
  }

  /** Whether every scenario that was not left out was checked, and none made a difference. */
  public boolean isIdempotent() {
    return bad().isEmpty() && notChecked().isEmpty();
  }

  /** For a {@code main}: 0 if idempotent, 1 if something differs, 2 if something is unchecked. */
  public int exitCode() {
    return showsNoDifference() ? (isIdempotent() ? 0 : 2) : 1;
  }

  /** The report for a terminal. */
  public String toText() {
    return TextReport.of(this);
  }

  /** The report for a machine. */
  public String toJson() {
    return JsonReport.of(this);
  }

  /** The report as one page without any other file. */
  public String toHtml() {
    return HtmlReport.of(this);
  }

  /** Writes it as the file's name ends: {@code .json}, {@code .html}, else text. */
  public void writeTo(Path file) throws IOException {
    String name = file.getFileName().toString();
    String content =
        name.endsWith(".json") ? toJson() : name.endsWith(".html") ? toHtml() : toText();
    Files.writeString(file, content, StandardCharsets.UTF_8);
  }

  String verdict() {
    if (!showsNoDifference()) {
      return "NOT IDEMPOTENT: " + count(bad().size()) + " of " + results.size() + " went wrong.";
    }
    int unchecked = notChecked().size();
    return unchecked == 0
        ? "Idempotent in every scenario that was checked."
        : "No difference found, but " + count(unchecked) + " could not be checked.";
  }

  private static String count(int scenarios) {
    return scenarios == 1 ? "1 scenario" : scenarios + " scenarios";
  }
}
