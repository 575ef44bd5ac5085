package io.refrain.core;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One partition of a dataset or table: its columns and, for each, the value as text (null for SQL
 * NULL). Dates are {@code 2024-03-15}, timestamps {@code 2024-03-15 10:00:00} (in UTC if they have
 * a zone, with a fraction only if there is one), numbers and booleans plain.
 *
 * @param columns the partition columns, in order; empty for a target without partitions
 * @param values one text for each
 */
public record Partition(List<String> columns, List<String> values)
    implements Serializable, Comparable<Partition> {

  /** The one partition of a target without partition columns. */
  public static final Partition WHOLE = new Partition(List.of(), List.of());

  /** What stands in a path for a null, in Hive and all that read its layout. */
  public static final String HIVE_NULL = "__HIVE_DEFAULT_PARTITION__";

  // What Hive escapes in a path segment, control characters apart (FileUtils of Apache Hive).
  private static final String ESCAPED = "\"#%'*/:=?\\\u007F{[]^";

  public Partition {
    columns = List.copyOf(columns);
    values = Collections.unmodifiableList(new ArrayList<>(values));
    if (columns.size() != values.size()) {
      throw new IllegalArgumentException(
          columns.size() + " partition columns but " + values.size() + " values");
    }
  }

  /** A partition by one column. */
  public static Partition of(String column, String value) {
    return new Partition(List.of(column), Collections.singletonList(value));
  }

  /** The value of a column; null if it is null. */
  public String value(String column) {
    int i = columns.indexOf(column);
    if (i < 0) {
      throw new IllegalArgumentException(
          "'" + column + "' is no partition column; those are " + columns + ".");
    }
    return values.get(i);
  }

  /**
   * The Hive-style path of this partition, relative and without a trailing slash: {@code
   * order_date=2024-03-15/country=DE}; empty for {@link #WHOLE}. Names and values are escaped as
   * Hive does, so that no value can leave its segment.
   */
  public String path() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      out.append(i == 0 ? "" : "/").append(escape(columns.get(i))).append('=');
      out.append(values.get(i) == null ? HIVE_NULL : escapeValue(values.get(i)));
    }
    return out.toString();
  }

  /**
   * The reverse of {@link #path()}.
   *
   * @throws IllegalArgumentException if the text is no Hive-style path
   */
  public static Partition parse(String path) {
    if (path.isEmpty()) {
      return WHOLE;
    }
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      int equals = segment.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException(
            "'" + path + "' is no partition. Write column=value, as in order_date=2024-03-15.");
      }
      String value = segment.substring(equals + 1);
      columns.add(unescape(segment.substring(0, equals)));
      values.add(value.equals(HIVE_NULL) ? null : unescape(value));
    }
    return new Partition(columns, values);
  }

  /** DuckDB takes the text NULL, in any case and as it stands, for a null. */
  private static String escapeValue(String value) {
    return value.equalsIgnoreCase("NULL")
        ? percent(value.charAt(0)) + value.substring(1)
        : escape(value);
  }

  private static String percent(char c) {
    return "%"
        + Character.toUpperCase(Character.forDigit(c >> 4, 16))
        + Character.toUpperCase(Character.forDigit(c & 15, 16));
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || ESCAPED.indexOf(c) >= 0) {
        out.append(percent(c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String unescape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < text.length()) {
        int high = Character.digit(text.charAt(i + 1), 16);
        int low = Character.digit(text.charAt(i + 2), 16);
        if (high >= 0 && low >= 0) {
          out.append((char) (high << 4 | low));
          i += 2;
          continue;
        }
      }
      out.append(c);
    }
    return out.toString();
  }

  @Override
  public int compareTo(Partition other) {
    return path().compareTo(other.path());
  }

  @Override
  public String toString() {
    return columns.isEmpty() ? "the whole target" : path();
  }
}
