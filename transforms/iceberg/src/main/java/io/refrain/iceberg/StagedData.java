package io.refrain.iceberg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;

/**
 * A data file that was staged, as text: what a commit needs to know of it.
 *
 * @param table the table's unique id
 * @param columns the ids of the fields written, see {@link TableColumns#fingerprint}
 * @param path where it is
 * @param file the file with its statistics, as Iceberg writes it
 */
record StagedData(String table, String columns, String path, JsonNode file) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static StagedData of(String table, String columns, DataFile file, PartitionSpec spec) {
    return new StagedData(
        table, columns, file.location(), tree(ContentFileParser.toJson(file, spec)));
  }

  static StagedData parse(String text) {
    JsonNode node = tree(text);
    return new StagedData(
        node.get("table").asText(),
        node.get("columns").asText(),
        node.get("path").asText(),
        node.get("file"));
  }

  private static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("This is no description of a staged file: " + text, e);
    }
  }

  String write() {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("table", table);
    node.put("columns", columns);
    node.put("path", path);
    node.set("file", file);
    return node.toString();
  }

  DataFile dataFile(Map<Integer, PartitionSpec> specs) {
    return (DataFile) ContentFileParser.fromJson(file, specs);
  }
}
