package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The version of a row as text, and back: for each version column a letter for what it holds, the
 * length of its value, a colon and the value. Not thread-safe.
 */
final class VersionText {
  private final RowLayout layout;
  private final int[] versions;
  private final RowCursor cursor;
  private final RowWriter writer;

  VersionText(RowLayout layout, List<String> versions) {
    this.layout = layout;
    this.versions = layout.indexesOf(versions);
    this.cursor = new RowCursor(layout);
    this.writer = new RowWriter(layout);
  }

  String of(byte[] row) {
    cursor.at(row, 0, row.length);
    StringBuilder text = new StringBuilder();
    for (int column : versions) {
      String value = PortableValue.text(cursor, column);
      text.append(PortableValue.family(layout.type(column)))
          .append(value.length())
          .append(':')
          .append(value);
    }
    return text.toString();
  }

  /**
   * A row that holds the version and nothing else.
   *
   * @return empty if the layout's version columns cannot hold it
   */
  Optional<byte[]> parse(String text) {
    Map<Integer, String> values = new HashMap<>();
    int at = 0;
    for (int column : versions) {
      int colon = text.indexOf(':', at);
      if (colon < 0 || text.charAt(at) != PortableValue.family(layout.type(column))) {
        return Optional.empty();
      }
      int end = colon + 1 + Integer.parseInt(text.substring(at + 1, colon));
      values.put(column, text.substring(colon + 1, end));
      at = end;
    }
    return at == text.length() ? row(values) : Optional.empty();
  }

  private Optional<byte[]> row(Map<Integer, String> values) {
    writer.reset();
    for (int i = 0; i < layout.columnCount(); i++) {
      String value = values.get(i);
      if (value == null) {
        writer.setNull(i);
      } else if (!sets(i, value)) {
        return Optional.empty();
      }
    }
    return Optional.of(writer.toBytes());
  }

  private boolean sets(int column, String value) {
    try {
      return PortableValue.set(writer, column, value);
    } catch (io.refrain.core.row.UnfitValueException e) {
      return false;
    }
  }
}
