package io.refrain.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a commit must know of a staged data file: travels as the location of what was staged.
 *
 * @param path relative to the table, as the log will have it
 * @param partition where its rows belong
 * @param tableId the table it was staged for; empty if there was none yet
 * @param statistics as the log will have them, JSON
 */
record StagedData(String path, Partition partition, String tableId, String statistics) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  String location() {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("path", path);
    node.set("partition", toNode(partition));
    node.put("table", tableId);
    node.put("statistics", statistics);
    return node.toString();
  }

  static StagedData of(String location) {
    JsonNode node = read(location);
    return new StagedData(
        node.path("path").asText(),
        partition(node.path("partition")),
        node.path("table").asText(),
        node.path("statistics").asText());
  }

  static JsonNode read(String location) {
    try {
      return MAPPER.readTree(location);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("No location of a file: " + location, e);
    }
  }

  /** An object from column to value, null for null; read back in the same order. */
  static ObjectNode toNode(Partition partition) {
    ObjectNode node = MAPPER.createObjectNode();
    for (int i = 0; i < partition.columns().size(); i++) {
      node.put(partition.columns().get(i), partition.values().get(i));
    }
    return node;
  }

  static Partition partition(JsonNode node) {
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      columns.add(field.getKey());
      values.add(field.getValue().isNull() ? null : field.getValue().asText());
    }
    return new Partition(columns, values);
  }
}
