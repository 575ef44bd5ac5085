package io.refrain.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The entries of a log that have not been cleaned up yet, one by one. */
final class LogFiles {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String JSON = ".json";

  private final Path directory;

  LogFiles(Path table) {
    this.directory = table.resolve("_delta_log");
  }

  /** The actions of an entry; empty if it is not there any more. */
  Optional<List<JsonNode>> actions(long version) throws IOException {
    List<JsonNode> actions = new ArrayList<>();
    Path file = directory.resolve(String.format(Locale.ROOT, "%020d", version) + JSON);
    try (Stream<String> lines = Files.lines(file)) {
      for (String line : (Iterable<String>) lines::iterator) {
        if (!line.isBlank()) {
          actions.add(MAPPER.readTree(line));
        }
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return Optional.of(actions);
  }

  /** Those of some texts that an entry of the log holds. */
  Set<String> mentioned(Set<String> texts) throws IOException {
    Set<String> found = new TreeSet<>();
    List<Path> entries;
    try (Stream<Path> listed = Files.list(directory)) {
      entries = listed.filter(f -> f.getFileName().toString().endsWith(JSON)).toList();
    } catch (NoSuchFileException e) {
      return found;
    }
    for (Path entry : entries) {
      try {
        String content = Files.readString(entry);
        texts.stream().filter(content::contains).forEach(found::add);
      } catch (NoSuchFileException e) {
        // Cleaned up meanwhile: what it held is older than the table keeps.
      }
    }
    return found;
  }
}
