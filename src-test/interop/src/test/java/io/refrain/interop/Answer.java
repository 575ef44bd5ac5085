package io.refrain.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What Spark answers.
 *
 * @param columns the names
 * @param types each column's type, as SQL writes it
 * @param nullable whether each column takes nulls
 * @param rows the values as Java writes them, {@code null} as text
 */
record Answer(
    List<String> columns, List<String> types, List<Boolean> nullable, List<List<String>> rows) {
  static Answer of(JsonNode json) {
    List<Boolean> nullable = new ArrayList<>();
    json.path("nullable").forEach(it -> nullable.add(it.asBoolean()));
    List<List<String>> rows = new ArrayList<>();
    json.path("rows").forEach(row -> rows.add(texts(row)));
    return new Answer(texts(json.path("columns")), texts(json.path("types")), nullable, rows);
  }

  private static List<String> texts(JsonNode array) {
    List<String> out = new ArrayList<>();
    array.forEach(it -> out.add(it.asText()));
    return out;
  }

  /** The rows as sorted text, to be compared with {@link TableText#of}. */
  List<String> sorted() {
    return rows.stream().map(List::toString).sorted().toList();
  }

  /** The only value. */
  String value() {
    if (rows.size() != 1 || rows.get(0).size() != 1) {
      throw new AssertionError("Not one value: " + rows);
    }
    return rows.get(0).get(0);
  }

  /** The value as a number. */
  long number() {
    return Long.parseLong(value());
  }
}
