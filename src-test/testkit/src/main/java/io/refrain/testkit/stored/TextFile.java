package io.refrain.testkit.stored;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Lines, each a row of one column. */
final class TextFile implements FileContent.Format {
  @Override
  public List<Map<String, Object>> read(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
        .map(line -> Map.<String, Object>of("line", line))
        .toList();
  }
}
