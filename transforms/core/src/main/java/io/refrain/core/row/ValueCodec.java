package io.refrain.core.row;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.Schema.LogicalType;
import org.apache.beam.sdk.schemas.logicaltypes.EnumerationType;
import org.apache.beam.sdk.values.Row;

/**
 * Converts one value of a Beam field to and from its canonical bytes. The general path, for any
 * type, made once per column; hot paths read and write columns by {@link RowCursor} and {@link
 * RowWriter} instead.
 */
final class ValueCodec {
  private static final long MICROS = 1_000_000L;
  private static final int MILLION = 1_000_000;

  private final String column;
  private final ColumnType type;
  private final FieldType field;
  private final LogicalType<Object, Object> viaBase;
  private final ValueCodec key;
  private final ValueCodec element;
  private final RowConverter nested;

  ValueCodec(String column, FieldType field) {
    this(column, field, ColumnTypes.of(column, field));
  }

  private ValueCodec(String column, FieldType field, ColumnType type) {
    this.column = column;
    this.type = type;
    LogicalType<Object, Object> base = null;
    FieldType plain = field;
    if (field.getTypeName().isLogicalType() && !ColumnTypes.isDirect(field.getLogicalType())) {
      base = logicalType(field);
      plain = base.getBaseType();
    }
    this.viaBase = base;
    this.field = plain;
    boolean isRow = type.kind() == ColumnType.Kind.ROW && base == null;
    this.nested = isRow ? new RowConverter(RowLayout.of(plain.getRowSchema())) : null;
    if (base != null) {
      this.key = null;
      this.element = new ValueCodec(column, plain);
    } else if (type.kind() == ColumnType.Kind.ARRAY) {
      this.key = null;
      this.element = new ValueCodec(column, plain.getCollectionElementType());
    } else if (type.kind() == ColumnType.Kind.MAP) {
      this.key = new ValueCodec(column, plain.getMapKeyType());
      this.element = new ValueCodec(column, plain.getMapValueType());
    } else {
      this.key = null;
      this.element = null;
    }
  }

  @SuppressWarnings(
      "unchecked") // Values are of the logical type's own classes, by Beam's contract.
  private static LogicalType<Object, Object> logicalType(FieldType field) {
    return (LogicalType<Object, Object>) field.getLogicalType();
  }

  void write(RowWriter writer, int index, Object value) {
    if (value == null) {
      writer.setNull(index);
      return;
    }
    if (viaBase != null) {
      element.write(writer, index, viaBase.toBaseType(value));
      return;
    }
    switch (type.kind()) {
      case FLOAT -> writer.setFloat(index, (Float) value);
      case DOUBLE -> writer.setDouble(index, (Double) value);
      case UUID -> {
        UUID uuid = (UUID) value;
        writer.setUuid(index, uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
      }
      default -> {
        if (type.kind().isVariable()) {
          writer.setBytes(index, toBytes(value));
        } else {
          writer.setLong(index, toLong(value));
        }
      }
    }
  }

  Object read(RowCursor cursor, int index) {
    if (cursor.isNull(index)) {
      return null;
    }
    if (viaBase != null) {
      return viaBase.toInputType(element.read(cursor, index));
    }
    return switch (type.kind()) {
      case FLOAT -> cursor.getFloat(index);
      case DOUBLE -> cursor.getDouble(index);
      case UUID -> {
        int at = cursor.valueOffset(index);
        byte[] b = cursor.bytes();
        yield new UUID(BigEndian.getLong(b, at), BigEndian.getLong(b, at + Long.BYTES));
      }
      case DECIMAL64, DECIMAL, DECIMAL_UNSCALED -> cursor.getDecimal(index);
      default ->
          type.kind().isVariable()
              ? fromBytes(cursor.bytes(), cursor.valueOffset(index), cursor.valueLength(index))
              : fromLong(cursor.getLong(index));
    };
  }

  private long toLong(Object value) {
    return switch (type.kind()) {
      case BOOLEAN -> ((Boolean) value) ? 1 : 0;
      case DATE -> days((LocalDate) value);
      case TIME -> exactMicros(((LocalTime) value).toNanoOfDay(), value);
      case TIMESTAMP ->
          value instanceof Instant instant
              ? micros(instant.getEpochSecond(), instant.getNano(), value)
              : micros((org.joda.time.ReadableInstant) value);
      case LOCAL_TIMESTAMP -> {
        Instant instant = ((LocalDateTime) value).toInstant(ZoneOffset.UTC);
        yield micros(instant.getEpochSecond(), instant.getNano(), value);
      }
      case DECIMAL64 -> scaled((BigDecimal) value).longValueExact();
      default -> ((Number) value).longValue();
    };
  }

  private Object fromLong(long value) {
    return switch (type.kind()) {
      case BOOLEAN -> value != 0;
      case INT8 -> (byte) value;
      case INT16 -> (short) value;
      case INT32 -> (int) value;
      case DATE -> LocalDate.ofEpochDay(value);
      case TIME -> LocalTime.ofNanoOfDay(value * 1000);
      case TIMESTAMP ->
          field.getTypeName().isLogicalType()
              ? Instant.ofEpochSecond(
                  Math.floorDiv(value, MICROS), Math.floorMod(value, MICROS) * 1000)
              : org.joda.time.Instant.ofEpochMilli(Math.floorDiv(value, 1000L));
      case LOCAL_TIMESTAMP ->
          LocalDateTime.ofEpochSecond(
              Math.floorDiv(value, MICROS),
              (int) Math.floorMod(value, MICROS) * 1000,
              ZoneOffset.UTC);
      default -> value;
    };
  }

  private long days(LocalDate date) {
    long days = date.toEpochDay();
    if (days != (int) days) {
      throw new UnfitValueException(column, date + " is beyond the range of a date");
    }
    return days;
  }

  private long micros(org.joda.time.ReadableInstant value) {
    long millis = value.getMillis();
    return micros(
        Math.floorDiv(millis, 1000L), (int) Math.floorMod(millis, 1000L) * MILLION, value);
  }

  private long micros(long seconds, int nanos, Object value) {
    try {
      return Math.addExact(Math.multiplyExact(seconds, MICROS), exactMicros(nanos, value));
    } catch (ArithmeticException e) {
      throw new UnfitValueException(column, value + " is beyond the range of a timestamp");
    }
  }

  private long exactMicros(long nanos, Object value) {
    if (nanos % 1000 != 0) {
      throw new UnfitValueException(column, value + " is finer than a microsecond");
    }
    return nanos / 1000;
  }

  private BigInteger scaled(BigDecimal value) {
    return Decimals.unscaled(column, type, value);
  }

  private byte[] toBytes(Object value) {
    return switch (type.kind()) {
      case STRING -> text(value).getBytes(StandardCharsets.UTF_8);
      case BYTES -> value instanceof byte[] b ? b : bytesOf((java.nio.ByteBuffer) value);
      case DECIMAL -> scaled((BigDecimal) value).toByteArray();
      case DECIMAL_UNSCALED -> Decimals.stripped((BigDecimal) value);
      case ARRAY -> encodeArray(value);
      case MAP -> encodeMap((Map<?, ?>) value);
      case ROW -> nested.toBytes((Row) value);
      default -> throw new IllegalStateException(type.toString());
    };
  }

  private String text(Object value) {
    return field.getTypeName().isLogicalType()
            && field.getLogicalType() instanceof EnumerationType enumeration
        ? enumeration.toString((EnumerationType.Value) value)
        : value.toString();
  }

  private static byte[] bytesOf(java.nio.ByteBuffer buffer) {
    byte[] out = new byte[buffer.remaining()];
    buffer.duplicate().get(out);
    return out;
  }

  private Object fromBytes(byte[] b, int at, int length) {
    return switch (type.kind()) {
      case STRING -> {
        String text = new String(b, at, length, StandardCharsets.UTF_8);
        yield field.getTypeName().isLogicalType()
                && field.getLogicalType() instanceof EnumerationType enumeration
            ? enumeration.valueOf(text)
            : text;
      }
      case BYTES -> Arrays.copyOfRange(b, at, at + length);
      case ARRAY -> decodeArray(b, at);
      case MAP -> decodeMap(b, at);
      case ROW -> nested.toRow(b, at, length);
      default -> throw new IllegalStateException(type.toString());
    };
  }

  // An element stands alone: as the one column of a row without a bitmap.

  private byte[] encodeAlone(Object value) {
    if (viaBase != null) {
      return element.encodeAlone(viaBase.toBaseType(value));
    }
    if (type.kind().isVariable()) {
      return toBytes(value);
    }
    byte[] out = new byte[type.kind().width()];
    switch (type.kind()) {
      case FLOAT -> BigEndian.putInt(out, 0, Float.floatToIntBits((Float) value));
      case DOUBLE -> BigEndian.putLong(out, 0, Double.doubleToLongBits((Double) value));
      case UUID -> {
        BigEndian.putLong(out, 0, ((UUID) value).getMostSignificantBits());
        BigEndian.putLong(out, Long.BYTES, ((UUID) value).getLeastSignificantBits());
      }
      default -> {
        long v = toLong(value);
        for (int i = out.length - 1; i >= 0; i--) {
          out[i] = (byte) v;
          v >>= 8;
        }
      }
    }
    return out;
  }

  private Object decodeAlone(byte[] b, int at, int length) {
    if (viaBase != null) {
      return viaBase.toInputType(element.decodeAlone(b, at, length));
    }
    return switch (type.kind()) {
      case FLOAT -> Float.intBitsToFloat(BigEndian.getInt(b, at));
      case DOUBLE -> Double.longBitsToDouble(BigEndian.getLong(b, at));
      case UUID -> new UUID(BigEndian.getLong(b, at), BigEndian.getLong(b, at + Long.BYTES));
      case DECIMAL64 -> BigDecimal.valueOf(BigEndian.getLong(b, at), type.scale());
      case DECIMAL -> new BigDecimal(new BigInteger(b, at, length), type.scale());
      case DECIMAL_UNSCALED ->
          new BigDecimal(
              new BigInteger(b, at + Integer.BYTES, length - Integer.BYTES),
              BigEndian.getInt(b, at));
      default ->
          type.kind().isVariable()
              ? fromBytes(b, at, length)
              : fromLong(new BigInteger(b, at, length).longValue());
    };
  }

  private byte[] encodeArray(Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Object> elements = new ArrayList<>();
    if (value instanceof Collection<?> c) {
      elements.addAll(c);
    } else {
      ((Iterable<?>) value).forEach(elements::add);
    }
    writeInt(out, elements.size());
    elements.forEach(e -> writeSized(out, e == null ? null : element.encodeAlone(e)));
    return out.toByteArray();
  }

  private byte[] encodeMap(Map<?, ?> map) {
    List<byte[][]> entries = new ArrayList<>(map.size());
    map.forEach(
        (k, v) ->
            entries.add(
                new byte[][] {
                  k == null ? null : key.encodeAlone(k), v == null ? null : element.encodeAlone(v)
                }));
    entries.sort((a, b) -> Arrays.compareUnsigned(a[0], b[0]));
    for (int i = 1; i < entries.size(); i++) {
      if (Arrays.equals(entries.get(i - 1)[0], entries.get(i)[0])) {
        throw new UnfitValueException(column, map + " has a key twice, written in two ways");
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeInt(out, entries.size());
    for (byte[][] entry : entries) {
      writeSized(out, entry[0]);
      writeSized(out, entry[1]);
    }
    return out.toByteArray();
  }

  private List<Object> decodeArray(byte[] b, int start) {
    int count = BigEndian.getInt(b, start);
    List<Object> out = new ArrayList<>(count);
    int at = start + Integer.BYTES;
    for (int i = 0; i < count; i++) {
      int length = BigEndian.getInt(b, at);
      at += Integer.BYTES;
      out.add(length < 0 ? null : element.decodeAlone(b, at, length));
      at += Math.max(0, length);
    }
    return out;
  }

  private Map<Object, Object> decodeMap(byte[] b, int start) {
    int count = BigEndian.getInt(b, start);
    Map<Object, Object> out = new LinkedHashMap<>(count * 2);
    int at = start + Integer.BYTES;
    for (int i = 0; i < count; i++) {
      int keyLength = BigEndian.getInt(b, at);
      int keyAt = at + Integer.BYTES;
      int valueAt = keyAt + Math.max(0, keyLength);
      int valueLength = BigEndian.getInt(b, valueAt);
      valueAt += Integer.BYTES;
      out.put(
          keyLength < 0 ? null : key.decodeAlone(b, keyAt, keyLength),
          valueLength < 0 ? null : element.decodeAlone(b, valueAt, valueLength));
      at = valueAt + Math.max(0, valueLength);
    }
    return out;
  }

  private static void writeInt(ByteArrayOutputStream out, int value) {
    byte[] b = new byte[Integer.BYTES];
    BigEndian.putInt(b, 0, value);
    out.writeBytes(b);
  }

  private static void writeSized(ByteArrayOutputStream out, byte[] value) {
    writeInt(out, value == null ? -1 : value.length);
    if (value != null) {
      out.writeBytes(value);
    }
  }
}
