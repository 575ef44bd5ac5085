package io.refrain.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionSpec;

/**
 * A file that was staged, as text: what a commit needs to know of it.
 *
 * @param table the table's unique id
 * @param columns the ids of the fields written, see {@link TableColumns#fingerprint}; empty for
 *     deletes
 * @param path where it is
 * @param file the file with its statistics, as Iceberg writes it
 * @param replaced files of deletes that this one takes the place of
 */
record StagedData(
    String table, String columns, String path, JsonNode file, List<JsonNode> replaced) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  StagedData {
    replaced = List.copyOf(replaced);
  }

  static StagedData of(String table, String columns, DataFile file, PartitionSpec spec) {
    return new StagedData(table, columns, file.location(), json(file, spec), List.of());
  }

  static StagedData ofDeletes(
      String table,
      DeleteFile deletes,
      List<DeleteFile> replaced,
      Map<Integer, PartitionSpec> specs) {
    return new StagedData(
        table,
        "",
        deletes.location(),
        json(deletes, specs.get(deletes.specId())),
        replaced.stream().map(file -> json(file, specs.get(file.specId()))).toList());
  }

  private static JsonNode json(ContentFile<?> file, PartitionSpec spec) {
    return LiveFile.tree(ContentFileParser.toJson(file, spec));
  }

  static StagedData parse(String text) {
    JsonNode node = LiveFile.tree(text);
    List<JsonNode> replaced = new ArrayList<>();
    node.path("replaced").forEach(replaced::add);
    return new StagedData(
        node.get("table").asText(),
        node.get("columns").asText(),
        node.get("path").asText(),
        node.get("file"),
        replaced);
  }

  String write() {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("table", table);
    node.put("columns", columns);
    node.put("path", path);
    node.set("file", file);
    if (!replaced.isEmpty()) {
      ArrayNode list = node.putArray("replaced");
      replaced.forEach(list::add);
    }
    return node.toString();
  }

  DataFile dataFile(Map<Integer, PartitionSpec> specs) {
    return (DataFile) ContentFileParser.fromJson(file, specs);
  }

  DeleteFile deleteFile(Map<Integer, PartitionSpec> specs) {
    return (DeleteFile) ContentFileParser.fromJson(file, specs);
  }

  List<DeleteFile> replacedFiles(Map<Integer, PartitionSpec> specs) {
    return replaced.stream()
        .map(node -> (DeleteFile) ContentFileParser.fromJson(node, specs))
        .toList();
  }
}
