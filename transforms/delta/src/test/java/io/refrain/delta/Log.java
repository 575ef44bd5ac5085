package io.refrain.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The log of a table as files, and entries written by hand as another engine would. */
final class Log {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path table;

  Log(Path table) {
    this.table = table;
  }

  private Path entry(long version) {
    return table.resolve("_delta_log").resolve(String.format(Locale.ROOT, "%020d.json", version));
  }

  long version() {
    long version = -1;
    while (Files.exists(entry(version + 1))) {
      version++;
    }
    return version;
  }

  /** The actions of a kind in one entry. */
  List<JsonNode> actions(long version, String kind) throws IOException {
    List<JsonNode> actions = new ArrayList<>();
    for (String line : Files.readAllLines(entry(version))) {
      JsonNode action = MAPPER.readTree(line);
      if (action.has(kind)) {
        actions.add(action.get(kind));
      }
    }
    return actions;
  }

  /** The newest action of a kind in the log. */
  JsonNode newest(String kind) throws IOException {
    for (long version = version(); version >= 0; version--) {
      List<JsonNode> found = actions(version, kind);
      if (!found.isEmpty()) {
        return found.get(found.size() - 1);
      }
    }
    throw new AssertionError("no " + kind + " in " + table);
  }

  /** Paths of all live files, from the entries alone. */
  List<String> live() throws IOException {
    List<String> live = new ArrayList<>();
    for (long version = 0; version <= version(); version++) {
      actions(version, "remove").forEach(remove -> live.remove(remove.path("path").asText()));
      for (JsonNode add : actions(version, "add")) {
        live.remove(add.path("path").asText());
        live.add(add.path("path").asText());
      }
    }
    return live;
  }

  /** Writes the next entry. */
  void append(String... actions) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("{\"commitInfo\":{\"timestamp\":1,\"operation\":\"WRITE\"}}");
    lines.addAll(List.of(actions));
    Files.createDirectories(entry(0).getParent());
    Files.write(entry(version() + 1), lines);
  }

  /** The newest action of a kind again, changed. */
  String changed(
      String kind,
      java.util.function.Consumer<com.fasterxml.jackson.databind.node.ObjectNode> change)
      throws IOException {
    com.fasterxml.jackson.databind.node.ObjectNode node = newest(kind).deepCopy();
    change.accept(node);
    return MAPPER.createObjectNode().set(kind, node).toString();
  }

  /** Somebody else appends a copy of a live file's rows to its partition. */
  String appendCopyOf(String path) throws IOException {
    return copy(path, true);
  }

  /** Somebody else puts a copy in place of a file without a change of data. */
  String compact(String path) throws IOException {
    return copy(path, false);
  }

  private String copy(String path, boolean dataChange) throws IOException {
    String file = DataFiles.decode(path);
    String name = "part-00000-" + java.util.UUID.randomUUID() + ".snappy.parquet";
    int slash = file.lastIndexOf('/');
    String copied = (slash < 0 ? "" : file.substring(0, slash + 1)) + name;
    Files.copy(table.resolve(file), table.resolve(copied));
    com.fasterxml.jackson.databind.node.ObjectNode add = add(path).deepCopy();
    add.put("path", DataFiles.encode(copied));
    add.put("dataChange", dataChange);
    List<String> actions = new ArrayList<>();
    actions.add(MAPPER.createObjectNode().set("add", add).toString());
    if (!dataChange) {
      com.fasterxml.jackson.databind.node.ObjectNode remove = add(path).deepCopy();
      remove.remove(List.of("stats", "modificationTime", "tags"));
      remove.put("dataChange", false).put("deletionTimestamp", 1).put("extendedFileMetadata", true);
      actions.add(MAPPER.createObjectNode().set("remove", remove).toString());
    }
    append(actions.toArray(new String[0]));
    return DataFiles.encode(copied);
  }

  /** The action that adds a staged file. */
  static String add(String location, long bytes) {
    StagedData data = StagedData.of(location);
    com.fasterxml.jackson.databind.node.ObjectNode add = MAPPER.createObjectNode();
    add.put("path", data.path());
    add.set("partitionValues", StagedData.toNode(data.partition()));
    add.put("size", bytes).put("modificationTime", 1).put("dataChange", true);
    add.put("stats", data.statistics());
    return MAPPER.createObjectNode().set("add", add).toString();
  }

  JsonNode add(String path) throws IOException {
    for (long version = version(); version >= 0; version--) {
      for (JsonNode add : actions(version, "add")) {
        if (add.path("path").asText().equals(path)) {
          return add;
        }
      }
    }
    throw new AssertionError("no file " + path);
  }

  /** Everything below the table's directory, relative. */
  List<String> files() throws IOException {
    try (Stream<Path> walked = Files.walk(table)) {
      return walked
          .filter(Files::isRegularFile)
          .map(file -> table.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
