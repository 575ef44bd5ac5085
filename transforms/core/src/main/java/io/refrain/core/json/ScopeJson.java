package io.refrain.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.DataInterval;
import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A {@link ReplaceScope} as JSON: an object whose {@code kind} is {@code interval}, {@code
 * partitions}, {@code present} or {@code everything}. Partitions are objects from column to value
 * as text, null for SQL NULL.
 */
public final class ScopeJson {
  private ScopeJson() {}

  public static String write(ReplaceScope scope) {
    return Json.write(toNode(scope));
  }

  /**
   * The reverse of {@link #write}.
   *
   * @throws IllegalArgumentException if the text is no JSON of a scope
   */
  public static ReplaceScope read(String text) {
    return fromNode(Json.read("scope", text));
  }

  static ObjectNode toNode(ReplaceScope scope) {
    ObjectNode node = Json.object();
    if (scope instanceof ReplaceScope.Interval it) {
      node.put("kind", "interval");
      node.put("column", it.column());
      node.put("start", it.interval().start().toString());
      node.put("end", it.interval().end().toString());
      node.put("zone", it.interval().zone().getId());
    } else if (scope instanceof ReplaceScope.Partitions it) {
      node.put("kind", "partitions");
      ArrayNode list = node.putArray("partitions");
      it.partitions().forEach(p -> list.add(partition(p)));
    } else if (scope instanceof ReplaceScope.Present) {
      node.put("kind", "present");
    } else {
      node.put("kind", "everything");
    }
    return node;
  }

  static ReplaceScope fromNode(JsonNode node) {
    String kind = Json.text(node, "kind");
    return switch (kind) {
      case "interval" ->
          ReplaceScope.interval(
              Json.text(node, "column"),
              new DataInterval(
                  LocalDateTime.parse(Json.text(node, "start")),
                  LocalDateTime.parse(Json.text(node, "end")),
                  ZoneId.of(Json.text(node, "zone"))));
      case "partitions" -> {
        List<Partition> partitions = new ArrayList<>();
        Json.required(node, "partitions").forEach(p -> partitions.add(partition(p)));
        yield ReplaceScope.partitions(partitions);
      }
      case "present" -> ReplaceScope.present();
      case "everything" -> ReplaceScope.everything();
      default -> throw new IllegalArgumentException("Unknown kind of scope: '" + kind + "'.");
    };
  }

  private static ObjectNode partition(Partition partition) {
    ObjectNode node = Json.object();
    for (int i = 0; i < partition.columns().size(); i++) {
      node.put(partition.columns().get(i), partition.values().get(i));
    }
    return node;
  }

  private static Partition partition(JsonNode node) {
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      columns.add(field.getKey());
      values.add(field.getValue().isNull() ? null : field.getValue().asText());
    }
    return new Partition(columns, values);
  }
}
