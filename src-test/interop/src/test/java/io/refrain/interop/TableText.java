package io.refrain.interop;

import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.values.Row;

/** Rows of Refrain in the text in which Spark's are compared. */
final class TableText {
  private TableText() {}

  static List<String> of(List<Row> rows) {
    return rows.stream()
        .map(row -> row.getValues().stream().map(TableText::text).toList().toString())
        .sorted()
        .toList();
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
  }
}
