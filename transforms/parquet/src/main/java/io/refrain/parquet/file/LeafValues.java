package io.refrain.parquet.file;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.Schema.TypeName;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** Turns the values of one Parquet column into Beam values and hands them to the parent. */
final class LeafValues extends PrimitiveConverter {
  private static final long MICROS = 1_000_000L;
  private static final int NANOS_PER_MICRO = 1000;

  private final Consumer<Object> parent;
  private final long factor;
  private final long mask;
  private final int scale;
  private final LongFunction<Object> ofLong;
  private final FieldType field;

  LeafValues(PrimitiveType type, FieldType field, Consumer<Object> parent) {
    this.parent = parent;
    this.field = field;
    this.factor = Primitives.factor(type);
    this.mask = Primitives.mask(type);
    this.scale =
        type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
            ? decimal.getScale()
            : 0;
    this.ofLong = ofLong(field, scale);
  }

  private static LongFunction<Object> ofLong(FieldType field, int scale) {
    if (field.getTypeName().isLogicalType()) {
      return switch (id(field)) {
        case "date" -> LocalDate::ofEpochDay;
        case "time" -> micros -> LocalTime.ofNanoOfDay(micros * NANOS_PER_MICRO);
        case "instant" ->
            micros ->
                Instant.ofEpochSecond(
                    Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * NANOS_PER_MICRO);
        case "local" ->
            micros ->
                LocalDateTime.ofEpochSecond(
                    Math.floorDiv(micros, MICROS),
                    (int) Math.floorMod(micros, MICROS) * NANOS_PER_MICRO,
                    ZoneOffset.UTC);
        default -> unscaled -> java.math.BigDecimal.valueOf(unscaled, scale);
      };
    }
    return switch (field.getTypeName()) {
      case BYTE -> v -> (byte) v;
      case INT16 -> v -> (short) v;
      case INT32 -> v -> (int) v;
      default -> v -> v;
    };
  }

  private static String id(FieldType field) {
    String id = field.getLogicalType().getIdentifier();
    if (id.equals(SqlTypes.DATE.getIdentifier())) {
      return "date";
    } else if (id.equals(SqlTypes.TIME.getIdentifier())) {
      return "time";
    } else if (id.equals(SqlTypes.DATETIME.getIdentifier())) {
      return "local";
    } else if (id.equals(MicrosInstant.IDENTIFIER)) {
      return "instant";
    }
    return "decimal";
  }

  @Override
  public void addBinary(Binary value) {
    parent.accept(ofBinary(value));
  }

  private Object ofBinary(Binary value) {
    if (field.getTypeName() == TypeName.STRING) {
      return value.toStringUsingUTF8();
    } else if (field.getTypeName() == TypeName.BYTES) {
      return value.getBytes();
    } else if (field.getLogicalType().getIdentifier().equals(UuidLogicalType.IDENTIFIER)) {
      long[] halves = Primitives.uuid(value);
      return new UUID(halves[0], halves[1]);
    } else if (field.getLogicalType().getIdentifier().equals(FixedPrecisionNumeric.IDENTIFIER)) {
      return Primitives.decimal(value, scale);
    }
    throw new IllegalStateException(field.toString());
  }

  @Override
  public void addBoolean(boolean value) {
    parent.accept(value);
  }

  @Override
  public void addDouble(double value) {
    parent.accept(value);
  }

  @Override
  public void addFloat(float value) {
    parent.accept(value);
  }

  @Override
  public void addInt(int value) {
    parent.accept(ofLong.apply((value & mask) * factor));
  }

  @Override
  public void addLong(long value) {
    parent.accept(ofLong.apply(Math.multiplyExact(value, factor)));
  }
}
