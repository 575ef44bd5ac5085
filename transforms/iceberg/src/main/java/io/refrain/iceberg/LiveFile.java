package io.refrain.iceberg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.store.TableFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.ResidualEvaluator;

/**
 * A live data file with the deletes that apply to it, as text, so that any worker can read it.
 *
 * @param file the file, without statistics
 * @param deletes what deletes rows of it
 */
record LiveFile(DataFile file, List<DeleteFile> deletes) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  LiveFile {
    deletes = List.copyOf(deletes);
  }

  static TableFile describe(FileScanTask task, Map<Integer, PartitionSpec> specs) {
    ObjectNode node = MAPPER.createObjectNode();
    DataFile file = task.file().copyWithoutStats();
    node.set("file", tree(ContentFileParser.toJson(file, specs.get(file.specId()))));
    ArrayNode deletes = node.putArray("deletes");
    for (DeleteFile delete : task.deletes()) {
      deletes.add(tree(ContentFileParser.toJson(delete, specs.get(delete.specId()))));
    }
    return new TableFile(node.toString(), file.recordCount(), file.fileSizeInBytes());
  }

  static LiveFile of(TableFile described, Map<Integer, PartitionSpec> specs) {
    JsonNode node = tree(described.location());
    List<DeleteFile> deletes = new ArrayList<>();
    for (JsonNode delete : node.get("deletes")) {
      deletes.add((DeleteFile) ContentFileParser.fromJson(delete, specs));
    }
    return new LiveFile((DataFile) ContentFileParser.fromJson(node.get("file"), specs), deletes);
  }

  static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("This is no description of a file: " + text, e);
    }
  }

  /** As a task that reads it. */
  FileScanTask task(Table table) {
    PartitionSpec spec = table.specs().get(file.specId());
    return new BaseFileScanTask(
        file,
        deletes.toArray(new DeleteFile[0]),
        SchemaParser.toJson(table.schema()),
        PartitionSpecParser.toJson(spec),
        ResidualEvaluator.unpartitioned(org.apache.iceberg.expressions.Expressions.alwaysTrue()));
  }
}
