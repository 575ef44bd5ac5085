package io.refrain.pipelines.input;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.UnfitValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;

/** Turns a value as Avro's generic reader gives it, logical types raw, into that of a Beam row. */
final class AvroValue {
  private static final long MICROS_PER_MILLI = 1000;

  private final String path;
  private final FieldType type;
  private final org.apache.avro.Schema avro;
  private final TextValue text;
  private final long microsPerUnit;
  private final TextValue key;
  private final AvroValue element;
  private final AvroRecord nested;

  AvroValue(String path, org.apache.avro.Schema union, FieldType type, boolean ignoreExtra) {
    this.path = path;
    this.type = type;
    this.avro = withoutNull(union);
    this.text = new TextValue(type);
    LogicalType logical = avro.getLogicalType();
    this.microsPerUnit =
        logical != null && logical.getName().endsWith("-millis") ? MICROS_PER_MILLI : 1;
    ColumnType.Kind kind = text.kind();
    boolean isArray =
        kind == ColumnType.Kind.ARRAY && avro.getType() == org.apache.avro.Schema.Type.ARRAY;
    boolean isMap =
        kind == ColumnType.Kind.MAP && avro.getType() == org.apache.avro.Schema.Type.MAP;
    this.key = isMap ? new TextValue(type.getMapKeyType()) : null;
    this.element =
        isArray
            ? new AvroValue(
                path + "[]", avro.getElementType(), type.getCollectionElementType(), ignoreExtra)
            : isMap
                ? new AvroValue(
                    path + "{}", avro.getValueType(), type.getMapValueType(), ignoreExtra)
                : null;
    this.nested =
        kind == ColumnType.Kind.ROW && avro.getType() == org.apache.avro.Schema.Type.RECORD
            ? new AvroRecord(path, avro, type.getRowSchema(), ignoreExtra)
            : null;
    if (!isReadable(kind)) {
      throw new InputException(
          "The Avro field "
              + path
              + " is "
              + (logical == null ? avro.getType().getName() : logical.getName())
              + ", which is not read as "
              + TextValue.typeOf(type).describe()
              + ", as the schema says. Leave the schema out to take the file's own. Nothing was"
              + " stored.");
    }
  }

  private static org.apache.avro.Schema withoutNull(org.apache.avro.Schema schema) {
    return schema.getType() != org.apache.avro.Schema.Type.UNION
        ? schema
        : schema.getTypes().stream()
            .filter(t -> t.getType() != org.apache.avro.Schema.Type.NULL)
            .findFirst()
            .orElse(schema);
  }

  /** Whether the type holds every value of the file's type, as it stands or widened. */
  private boolean isReadable(ColumnType.Kind kind) {
    String logical = avro.getLogicalType() == null ? "" : avro.getLogicalType().getName();
    boolean number = logical.isEmpty();
    return switch (kind) {
      case BOOLEAN -> avro.getType() == org.apache.avro.Schema.Type.BOOLEAN;
      case INT32 -> number && avro.getType() == org.apache.avro.Schema.Type.INT;
      case INT64 ->
          number
              && (avro.getType() == org.apache.avro.Schema.Type.INT
                  || avro.getType() == org.apache.avro.Schema.Type.LONG);
      case FLOAT -> avro.getType() == org.apache.avro.Schema.Type.FLOAT;
      case DOUBLE ->
          avro.getType() == org.apache.avro.Schema.Type.FLOAT
              || avro.getType() == org.apache.avro.Schema.Type.DOUBLE;
      case DECIMAL64, DECIMAL, DECIMAL_UNSCALED -> logical.equals("decimal");
      case DATE -> logical.equals("date");
      case TIME -> logical.equals("time-millis") || logical.equals("time-micros");
      case TIMESTAMP -> logical.equals("timestamp-millis") || logical.equals("timestamp-micros");
      case LOCAL_TIMESTAMP -> logical.startsWith("local-timestamp-m");
      case UUID -> logical.equals("uuid");
      case STRING ->
          avro.getType() == org.apache.avro.Schema.Type.STRING
              || avro.getType() == org.apache.avro.Schema.Type.ENUM;
      case BYTES ->
          avro.getType() == org.apache.avro.Schema.Type.BYTES
              || avro.getType() == org.apache.avro.Schema.Type.FIXED;
      case ARRAY, MAP -> element != null;
      case ROW -> nested != null;
      default -> false;
    };
  }

  String path() {
    return path;
  }

  boolean isNullable() {
    return type.getNullable();
  }

  /**
   * Converts a value.
   *
   * @throws UnfitValueException if the column cannot hold it
   */
  Object read(Object value) {
    if (value == null) {
      return null;
    }
    try {
      return switch (text.kind()) {
        case INT64 -> ((Number) value).longValue();
        case DOUBLE -> ((Number) value).doubleValue();
        case DECIMAL64, DECIMAL, DECIMAL_UNSCALED ->
            new BigDecimal(
                new BigInteger(bytes(value)),
                ((LogicalTypes.Decimal) avro.getLogicalType()).getScale());
        case DATE -> LocalDate.ofEpochDay((Integer) value);
        case TIME ->
            LocalTime.ofNanoOfDay(
                Math.multiplyExact(((Number) value).longValue(), microsPerUnit * 1000));
        case TIMESTAMP -> text.instant(micros(value));
        case LOCAL_TIMESTAMP -> TextValue.local(micros(value));
        case UUID ->
            avro.getType() == org.apache.avro.Schema.Type.STRING
                ? text.read(value.toString())
                : uuid(ByteBuffer.wrap(bytes(value)));
        case STRING -> text.read(value.toString());
        case BYTES -> bytes(value);
        case ARRAY -> list((Iterable<?>) value);
        case MAP -> map((Map<?, ?>) value);
        case ROW ->
            Row.withSchema(type.getRowSchema()).attachValues(nested.read((IndexedRecord) value));
        default -> value;
      };
    } catch (Unfit e) {
      throw new UnfitValueException(path, "'" + value + "' " + e.getMessage());
    } catch (ArithmeticException | java.time.DateTimeException e) {
      throw new UnfitValueException(path, value + " is out of range");
    }
  }

  private long micros(Object value) {
    return Math.multiplyExact((Long) value, microsPerUnit);
  }

  private static byte[] bytes(Object value) {
    if (value instanceof GenericFixed fixed) {
      return fixed.bytes().clone();
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] out = new byte[buffer.remaining()];
    buffer.get(out);
    return out;
  }

  private static UUID uuid(ByteBuffer bytes) {
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  private List<Object> list(Iterable<?> values) {
    List<Object> out = new ArrayList<>();
    for (Object value : values) {
      out.add(element.read(value));
    }
    return out;
  }

  private Map<Object, Object> map(Map<?, ?> values) {
    Map<Object, Object> out = new LinkedHashMap<>();
    values.forEach((k, v) -> out.put(key.read(k.toString()), element.read(v)));
    return out;
  }
}
