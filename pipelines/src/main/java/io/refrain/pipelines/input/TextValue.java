package io.refrain.pipelines.input;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.EnumerationType;

/**
 * Reads single values from text as the objects a Beam row holds; the slower sister of FieldText.
 */
final class TextValue {
  private static final long MICROS = 1_000_000L;
  private static final int NANOS_PER_MICRO = 1000;

  private final FieldType field;
  private final ColumnType type;
  private final int maxChars;

  TextValue(FieldType field) {
    this.field = field;
    this.type = typeOf(field);
    this.maxChars = FieldText.maxChars(field);
  }

  static ColumnType typeOf(FieldType field) {
    return RowLayout.of(Schema.of(Field.of("value", field))).type(0);
  }

  ColumnType.Kind kind() {
    return type.kind();
  }

  /**
   * Reads a value.
   *
   * @throws Unfit if the text is no value of the type
   */
  Object read(String text) {
    byte[] b = text.getBytes(StandardCharsets.UTF_8);
    int n = b.length;
    return switch (type.kind()) {
      case BOOLEAN -> WholeText.bool(b, 0, n);
      case INT8 -> (byte) WholeText.whole(b, 0, n, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case INT16 -> (short) WholeText.whole(b, 0, n, Short.MIN_VALUE, Short.MAX_VALUE);
      case INT32 -> (int) WholeText.whole(b, 0, n, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case INT64 -> WholeText.whole(b, 0, n, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT -> DecimalText.real(b, 0, n);
      case DOUBLE -> DecimalText.floating(b, 0, n);
      case DECIMAL64, DECIMAL ->
          new BigDecimal(
              DecimalText.general(b, 0, n, type.precision(), type.scale()), type.scale());
      case DECIMAL_UNSCALED -> DecimalText.number(b, 0, n);
      case DATE -> LocalDate.ofEpochDay(TimeText.date(b, 0, n));
      case TIME -> LocalTime.ofNanoOfDay(TimeText.time(b, 0, n) * NANOS_PER_MICRO);
      case TIMESTAMP -> instant(TimeText.instant(b, 0, n));
      case LOCAL_TIMESTAMP -> local(TimeText.local(b, 0, n));
      case UUID -> new UUID(FieldText.uuidHigh(b, 0, n), FieldText.uuidLow(b, 0));
      case BYTES -> FieldText.binary(b, 0, n);
      case STRING -> text(text);
      default -> throw new Unfit("cannot be read as " + type.describe());
    };
  }

  private Object text(String text) {
    if (text.length() > maxChars) {
      throw new Unfit("is longer than " + maxChars + " characters");
    }
    if (field.getTypeName().isLogicalType()
        && field.getLogicalType() instanceof EnumerationType e) {
      if (!e.getValues().contains(text)) {
        throw new Unfit("is none of " + e.getValues());
      }
      return e.valueOf(text);
    }
    return text;
  }

  /** An instant as the column's Beam type has it: in microseconds, or in Joda's milliseconds. */
  Object instant(long micros) {
    if (field.getTypeName() == Schema.TypeName.DATETIME) {
      if (micros % NANOS_PER_MICRO != 0) {
        throw new Unfit("is finer than a millisecond");
      }
      return org.joda.time.Instant.ofEpochMilli(Math.floorDiv(micros, (long) NANOS_PER_MICRO));
    }
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * NANOS_PER_MICRO);
  }

  static LocalDateTime local(long micros) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, MICROS),
        (int) Math.floorMod(micros, MICROS) * NANOS_PER_MICRO,
        ZoneOffset.UTC);
  }
}
