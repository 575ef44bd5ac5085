package io.refrain.testkit.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.testkit.difference.Difference;
import io.refrain.testkit.stored.StoredRow;
import java.util.List;

/** The report for a machine. */
final class JsonReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST = 20;

  private JsonReport() {}

  static String of(IdempotencyReport report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("idempotent", report.isIdempotent());
    root.put("differences", report.bad().size());
    root.put("notChecked", report.notChecked().size());
    root.put("seed", report.seed());
    root.put("referenceRows", report.referenceRows());
    root.put("runs", report.effort().runs());
    root.put("referenceRuns", report.effort().referenceRuns());
    root.put("millis", report.effort().time().toMillis());
    root.put("referenceMillis", report.effort().referenceTime().toMillis());
    ArrayNode scenarios = root.putArray("scenarios");
    for (ScenarioResult result : report.results()) {
      ObjectNode node = scenarios.addObject();
      node.put("scenario", result.scenario().name());
      node.put("outcome", result.outcome().getClass().getSimpleName());
      node.put("detail", result.outcome().detail());
      node.put("runs", result.runs());
      node.put("millis", result.time().toMillis());
      if (result.outcome().isBad()) {
        node.put("likelyCause", result.outcome().likelyCause());
      }
      if (result.outcome() instanceof Outcome.Different different) {
        difference(node, different.difference());
      }
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void difference(ObjectNode node, Difference difference) {
    node.put("rowsMissing", difference.missing().size());
    node.put("rowsTooMany", difference.added().size());
    node.put("rowsChanged", difference.changed().size());
    rows(node.putArray("missing"), difference.missing());
    rows(node.putArray("tooMany"), difference.added());
    ArrayNode changed = node.putArray("changed");
    difference.changed().stream()
        .limit(MOST)
        .forEach(
            pair -> {
              ObjectNode both = changed.addObject();
              row(both.putObject("expected"), pair.expected());
              row(both.putObject("actual"), pair.actual());
            });
  }

  private static void rows(ArrayNode nodes, List<StoredRow> rows) {
    rows.stream().limit(MOST).forEach(row -> row(nodes.addObject(), row));
  }

  private static void row(ObjectNode node, StoredRow row) {
    if (!row.store().isEmpty()) {
      node.put("store", row.store());
    }
    ObjectNode values = node.putObject("values");
    row.columns().forEach(column -> values.put(column, row.value(column)));
  }
}
