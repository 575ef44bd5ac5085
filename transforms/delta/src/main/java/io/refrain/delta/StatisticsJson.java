package io.refrain.delta;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import io.refrain.parquet.file.ColumnStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The statistics of a data file as the log has them. Bounds are never narrower than the values:
 * what is shortened (texts to 32 characters, timestamps to milliseconds) is shortened outwards, and
 * what cannot be is left out.
 *
 * <p>Source: the Delta transaction log protocol, Per-file Statistics.
 */
final class StatisticsJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);
  private static final int PREFIX = 32;
  private static final String GREATEST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);
  private static final long MICROS_PER_MILLI = 1000;
  private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT);

  private StatisticsJson() {}

  /**
   * @param columns of the file, in the order of the schema
   * @param indexed how many of them have statistics; negative for all
   */
  static String write(RowLayout layout, long rows, List<ColumnStatistics> columns, int indexed) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("numRecords", rows);
    ObjectNode least = node.putObject("minValues");
    ObjectNode greatest = node.putObject("maxValues");
    ObjectNode nulls = node.putObject("nullCount");
    int count = indexed < 0 ? columns.size() : Math.min(indexed, columns.size());
    for (ColumnStatistics column : columns.subList(0, count)) {
      ColumnType type = type(layout, column.path());
      put(nulls, column.path(), MAPPER.getNodeFactory().numberNode(column.nulls()));
      column
          .bounds()
          .ifPresent(
              bounds -> {
                JsonNode from = value(type, bounds.least(), false);
                JsonNode to = value(type, bounds.greatest(), true);
                if (from != null) {
                  put(least, column.path(), from);
                }
                if (to != null) {
                  put(greatest, column.path(), to);
                }
              });
    }
    try {
      return MAPPER.writeValueAsString(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ColumnType type(RowLayout layout, List<String> path) {
    ColumnType type = layout.type(layout.indexOf(path.get(0)));
    for (String name : path.subList(1, path.size())) {
      type = type.nested().type(type.nested().indexOf(name));
    }
    return type;
  }

  private static void put(ObjectNode into, List<String> path, JsonNode value) {
    ObjectNode at = into;
    for (String name : path.subList(0, path.size() - 1)) {
      at = at.has(name) ? (ObjectNode) at.get(name) : at.putObject(name);
    }
    at.set(path.get(path.size() - 1), value);
  }

  /** A bound, rounded downwards or upwards; null if there is no way to say it. */
  private static JsonNode value(ColumnType type, Object value, boolean up) {
    JsonNodeFactory nodes = MAPPER.getNodeFactory();
    return switch (type.kind()) {
      case INT8, INT16, INT32, INT64 -> nodes.numberNode((Long) value);
      case FLOAT -> Float.isFinite((Float) value) ? nodes.numberNode((Float) value) : null;
      case DOUBLE -> Double.isFinite((Double) value) ? nodes.numberNode((Double) value) : null;
      case DECIMAL64, DECIMAL -> nodes.numberNode((BigDecimal) value);
      case STRING -> {
        String text = up ? upper((String) value) : lower((String) value);
        yield text == null ? null : nodes.textNode(text);
      }
      case DATE -> {
        long day = (Long) value;
        yield isCommon(day) ? nodes.textNode(LocalDate.ofEpochDay(day).toString()) : null;
      }
      case TIMESTAMP, LOCAL_TIMESTAMP -> {
        String text = timestamp((Long) value, up);
        String zone = type.kind() == ColumnType.Kind.TIMESTAMP ? "Z" : "";
        yield text == null ? null : nodes.textNode(text + zone);
      }
      default -> null;
    };
  }

  /** Years of another width than four digits are written differently by everybody. */
  private static boolean isCommon(long day) {
    return FIRST_DAY <= day && day <= LAST_DAY;
  }

  private static String timestamp(long micros, boolean up) {
    long down = Math.floorDiv(micros, MICROS_PER_MILLI);
    long millis = up && down * MICROS_PER_MILLI < micros ? down + 1 : down;
    if (!isCommon(Math.floorDiv(millis, 86_400_000L))) {
      return null;
    }
    int nanos = (int) Math.floorMod(millis, 1000L) * 1_000_000;
    return MILLIS.format(
        LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1000L), nanos, ZoneOffset.UTC));
  }

  private static String lower(String text) {
    return isShort(text) ? text : prefix(text);
  }

  private static String upper(String text) {
    if (isShort(text)) {
      return text;
    }
    String prefix = prefix(text);
    String bound = prefix + GREATEST_CHARACTER;
    return text.startsWith(bound) ? null : bound;
  }

  private static boolean isShort(String text) {
    return text.codePointCount(0, text.length()) <= PREFIX;
  }

  private static String prefix(String text) {
    return text.substring(0, text.offsetByCodePoints(0, PREFIX));
  }
}
