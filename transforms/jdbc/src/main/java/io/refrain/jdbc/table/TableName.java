package io.refrain.jdbc.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A table's name as the user wrote it: {@code orders}, {@code sales.orders}, or with parts in
 * double quotes, which are then taken exactly: {@code "Sales"."my.orders"}.
 */
public record TableName(Part schema, Part table) implements Serializable {

  /** One part; a quoted one is matched exactly. */
  public record Part(String text, boolean quoted) implements Serializable {}

  public static TableName parse(String name) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (true) {
      StringBuilder text = new StringBuilder();
      boolean quoted = at < name.length() && name.charAt(at) == '"';
      at = quoted ? readQuoted(name, at + 1, text) : readPlain(name, at, text);
      if (text.isEmpty() || text.indexOf("\0") >= 0) {
        throw invalid(name);
      }
      parts.add(new Part(text.toString(), quoted));
      if (at == name.length()) {
        break;
      }
      if (name.charAt(at) != '.') {
        throw invalid(name);
      }
      at++;
    }
    return switch (parts.size()) {
      case 1 -> new TableName(null, parts.get(0));
      case 2 -> new TableName(parts.get(0), parts.get(1));
      default -> throw invalid(name);
    };
  }

  private static int readPlain(String name, int from, StringBuilder text) {
    int at = from;
    while (at < name.length() && name.charAt(at) != '.') {
      if (name.charAt(at) == '"') {
        throw invalid(name);
      }
      text.append(name.charAt(at++));
    }
    return at;
  }

  private static int readQuoted(String name, int from, StringBuilder text) {
    for (int at = from; at < name.length(); at++) {
      if (name.charAt(at) != '"') {
        text.append(name.charAt(at));
      } else if (at + 1 < name.length() && name.charAt(at + 1) == '"') {
        text.append('"');
        at++;
      } else {
        return at + 1;
      }
    }
    throw invalid(name);
  }

  private static IllegalArgumentException invalid(String name) {
    return new IllegalArgumentException(
        "Not a table name: '"
            + name
            + "'. Write table or schema.table; put a part that holds a dot or a quote into double"
            + " quotes, with quotes inside it doubled.");
  }

  @Override
  public String toString() {
    return schema == null ? table.text() : schema.text() + "." + table.text();
  }
}
