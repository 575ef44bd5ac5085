package io.refrain.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the log of a Delta table says, read as plain JSON: entries only, no checkpoints. */
final class DeltaLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DeltaLog() {}

  /** All actions of all entries, in order. */
  static List<JsonNode> actions(Path table) {
    try (Stream<Path> files = Files.list(table.resolve("_delta_log"))) {
      List<JsonNode> actions = new ArrayList<>();
      for (Path file : files.filter(it -> it.toString().endsWith(".json")).sorted().toList()) {
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
          actions.add(JSON.readTree(line));
        }
      }
      return actions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many live files have a deletion vector. */
  static long filesWithVectors(Path table) {
    Map<String, Boolean> live = new HashMap<>();
    for (JsonNode action : actions(table)) {
      // An entry that changes a file's vector removes and adds the same path, in any order.
      String removed = id(action.path("remove"));
      String added = id(action.path("add"));
      if (!removed.isEmpty()) {
        live.put(removed, false);
      }
      if (!added.isEmpty()) {
        live.put(added, true);
      }
    }
    return live.entrySet().stream()
        .filter(it -> it.getValue() && it.getKey().contains("|"))
        .count();
  }

  private static String id(JsonNode file) {
    if (!file.has("path")) {
      return "";
    }
    JsonNode vector = file.path("deletionVector");
    return file.path("path").asText()
        + (vector.isObject()
            ? "|" + vector.path("pathOrInlineDv").asText() + vector.path("offset").asText()
            : "");
  }
}
