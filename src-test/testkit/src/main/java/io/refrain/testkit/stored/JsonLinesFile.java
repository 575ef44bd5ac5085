package io.refrain.testkit.stored;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One JSON object after another. */
final class JsonLinesFile implements FileContent.Format {
  private static final ObjectReader READER =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .readerFor(Object.class);

  @Override
  public List<Map<String, Object>> read(Path file) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (MappingIterator<Object> values = READER.readValues(Files.newBufferedReader(file))) {
      while (values.hasNextValue()) {
        Map<String, Object> row = new LinkedHashMap<>();
        if (values.nextValue() instanceof Map<?, ?> object) {
          object.forEach((name, value) -> row.put(name.toString(), value));
        } else {
          throw new IOException(file + " does not hold one JSON object per line.");
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
