package io.refrain.iceberg;

import io.refrain.core.ReplaceScope.PartitionText;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.iceberg.types.Type;

/** Partition values as text, as a {@link io.refrain.core.Partition} has them, and back. */
final class PartitionTexts {
  private static final long MICROS = 1_000_000L;
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

  private PartitionTexts() {}

  /** The text of a value in Iceberg's internal form; null for null. */
  static String text(Type type, Object value) {
    if (value == null) {
      return null;
    }
    return switch (type.typeId()) {
      case DATE -> LocalDate.ofEpochDay((Integer) value).toString();
      case TIME -> LocalTime.ofNanoOfDay((Long) value * 1000).toString();
      case TIMESTAMP -> PartitionText.TIMESTAMP.format(local((Long) value));
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      default -> value.toString();
    };
  }

  /**
   * The reverse: a value that Iceberg's expressions take.
   *
   * @throws IllegalArgumentException if the text is no value of the type
   */
  static Object value(Type type, String text) {
    try {
      return switch (type.typeId()) {
        case BOOLEAN -> bool(text);
        case INTEGER -> Integer.valueOf(text);
        case LONG -> Long.valueOf(text);
        case DATE -> Math.toIntExact(LocalDate.parse(text).toEpochDay());
        case TIME -> LocalTime.parse(text).toNanoOfDay() / 1000;
        case TIMESTAMP -> micros(LocalDateTime.parse(text, PartitionText.TIMESTAMP));
        case DECIMAL ->
            new BigDecimal(text)
                .setScale(((org.apache.iceberg.types.Types.DecimalType) type).scale());
        case UUID -> UUID.fromString(text);
        case STRING -> text;
        default -> throw new IllegalArgumentException("no type to partition by");
      };
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is no " + type, e);
    }
  }

  private static Boolean bool(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("neither true nor false");
    }
    return Boolean.valueOf(text);
  }

  private static LocalDateTime local(long micros) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, MICROS), (int) Math.floorMod(micros, MICROS) * 1000, ZoneOffset.UTC);
  }

  private static long micros(LocalDateTime moment) {
    return ChronoUnit.MICROS.between(EPOCH, moment);
  }
}
