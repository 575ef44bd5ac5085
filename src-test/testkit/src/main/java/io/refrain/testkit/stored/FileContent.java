package io.refrain.testkit.stored;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The rows of the files below a directory. */
record FileContent(Path directory, List<String> suffixes, Format format) implements StoredContent {

  /** How the rows of one file are read. */
  @FunctionalInterface
  interface Format {
    List<Map<String, Object>> read(Path file) throws IOException;
  }

  @Override
  public List<StoredRow> read() throws IOException {
    List<StoredRow> content = new ArrayList<>();
    for (Path file : files()) {
      Map<String, Object> partition = partitionOf(directory.relativize(file));
      for (Map<String, Object> values : format.read(file)) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        partition.forEach(all::putIfAbsent);
        content.add(StoredRow.of(all));
      }
    }
    return content;
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(this::isContent).sorted().toList();
    }
  }

  private boolean isContent(Path file) {
    for (Path part : directory.relativize(file)) {
      String name = part.toString();
      if (name.startsWith("_") || name.startsWith(".")) {
        return false;
      }
    }
    String name = file.getFileName().toString();
    return suffixes.stream().anyMatch(name::endsWith) && Files.isRegularFile(file);
  }

  private static Map<String, Object> partitionOf(Path relative) {
    Map<String, Object> columns = new LinkedHashMap<>();
    for (Path part : relative) {
      String name = part.toString();
      int equals = name.indexOf('=');
      if (equals > 0 && !part.equals(relative.getFileName())) {
        columns.put(name.substring(0, equals), name.substring(equals + 1));
      }
    }
    return columns;
  }
}
