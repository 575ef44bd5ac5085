package io.refrain.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.store.Staged;

/**
 * What a commit must know of a staged file besides its rows: travels as the location of a {@link
 * Staged}.
 *
 * @param path relative to the table, as the log will have it
 * @param tableId the table it was staged for; empty if there was none yet
 * @param statistics as the log will have them, JSON
 */
record StagedFile(String path, String tableId, String statistics) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  String location() {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("path", path);
    node.put("table", tableId);
    node.put("statistics", statistics);
    return node.toString();
  }

  static StagedFile of(Staged staged) {
    try {
      JsonNode node = MAPPER.readTree(staged.location());
      return new StagedFile(
          node.path("path").asText(),
          node.path("table").asText(),
          node.path("statistics").asText());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("No staged file: " + staged.location(), e);
    }
  }
}
