package io.refrain.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Data files on disk, those that readers no longer see included.
 *
 * @param files the size of each, by its path
 */
record Footprint(Map<Path, Long> files) {
  static final Footprint NONE = new Footprint(Map.of());

  static Footprint of(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return NONE;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      // Checkpoints of a log are Parquet, too.
      return new Footprint(
          files
              .filter(f -> f.toString().endsWith(".parquet") && !f.toString().contains("_log/"))
              .collect(Collectors.toMap(f -> f, f -> f.toFile().length())));
    }
  }

  /** What was written since. */
  Footprint since(Footprint before) {
    return new Footprint(
        files.entrySet().stream()
            .filter(e -> !before.files.containsKey(e.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  long bytes() {
    return files.values().stream().mapToLong(Long::longValue).sum();
  }
}
