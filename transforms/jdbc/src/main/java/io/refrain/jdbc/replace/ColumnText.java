package io.refrain.jdbc.replace;

import io.refrain.core.ReplaceScope.PartitionText;
import io.refrain.core.TimeBounds;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.table.IsoText;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** Values that a scope names, as they are bound to a column: the classes of its port. */
final class ColumnText {
  private static final long MICROS = 1_000_000L;

  private final StoredType type;
  private final boolean asText;

  ColumnText(StoredType type, boolean asText) {
    this.type = type;
    this.asText = asText;
  }

  /**
   * The value of a partition.
   *
   * @throws IllegalArgumentException if the text is no value of the column
   */
  Object value(String text) {
    try {
      return switch (type.family()) {
        case BOOLEAN -> Boolean.valueOf(text);
        case TINYINT, SMALLINT -> Short.valueOf(text);
        case INTEGER -> Integer.valueOf(text);
        case BIGINT -> Long.valueOf(text);
        case DECIMAL -> asText ? new BigDecimal(text).toString() : new BigDecimal(text);
        case DATE -> date(LocalDate.parse(text).toEpochDay());
        case TIME -> {
          LocalTime time = LocalTime.parse(text);
          yield asText ? IsoText.time(time.toNanoOfDay() / 1000) : time;
        }
        case TIMESTAMP, TIMESTAMP_WITH_ZONE ->
            timestamp(
                micros(
                    LocalDateTime.parse(text, PartitionText.TIMESTAMP).toInstant(ZoneOffset.UTC)));
        case UUID -> asText ? UUID.fromString(text).toString() : UUID.fromString(text);
        case TEXT, PADDED_TEXT -> text;
        default -> throw new IllegalArgumentException("no column to partition by");
      };
    } catch (java.time.DateTimeException | IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is no " + type.name(), e);
    }
  }

  /** The bounds of an interval, in the column's numbers. */
  TimeBounds bounds(io.refrain.core.DataInterval interval) {
    return type.family() == Family.DATE
        ? TimeBounds.ofDates(interval)
        : TimeBounds.ofTimestamps(interval);
  }

  /** A bound of an interval. */
  Object bound(long number) {
    return type.family() == Family.DATE ? date(number) : timestamp(number);
  }

  /** Whether intervals of it make sense. */
  boolean isTime() {
    return switch (type.family()) {
      case DATE, TIMESTAMP, TIMESTAMP_WITH_ZONE -> true;
      default -> false;
    };
  }

  private Object date(long day) {
    return asText ? IsoText.date(day) : LocalDate.ofEpochDay(day);
  }

  private Object timestamp(long micros) {
    boolean zoned = type.family() == Family.TIMESTAMP_WITH_ZONE;
    if (asText) {
      return IsoText.timestamp(micros, zoned ? "+00" : "");
    }
    Instant instant =
        Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
    return zoned
        ? instant.atOffset(ZoneOffset.UTC)
        : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), MICROS), instant.getNano() / 1000);
  }
}
