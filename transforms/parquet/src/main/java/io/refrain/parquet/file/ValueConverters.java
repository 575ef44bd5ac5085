package io.refrain.parquet.file;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.Schema.TypeName;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.beam.sdk.values.Row;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** Builds Beam values of nested Parquet columns. Each converter hands its values to its parent. */
final class ValueConverters {
  private static final long MICROS = 1_000_000L;
  private static final int NANOS_PER_MICRO = 1000;

  private ValueConverters() {}

  private static Converter of(Type type, FieldType field, Consumer<Object> parent) {
    if (type.isPrimitive()) {
      return new Leaf(type.asPrimitiveType(), field, parent);
    }
    GroupType group = type.asGroupType();
    if (Nesting.isList(group)) {
      return new ListValues(group, field.getCollectionElementType(), parent);
    } else if (Nesting.isMap(group)) {
      return new MapValues(group, field, parent);
    }
    return new RowValues(group, field.getRowSchema(), parent);
  }

  /** A row: one value per field, null where none came. */
  static final class RowValues extends GroupConverter {
    private final Schema schema;
    private final Consumer<Object> parent;
    private final Converter[] fields;
    private Object[] values;
    private Row current;

    RowValues(GroupType group, Schema schema, Consumer<Object> parent) {
      this.schema = schema;
      this.parent = parent;
      this.fields = new Converter[group.getFieldCount()];
      for (int i = 0; i < fields.length; i++) {
        int at = i;
        Type type = group.getType(i);
        FieldType field = schema.getField(i).getType();
        fields[i] =
            type.isRepetition(Type.Repetition.REPEATED)
                ? of(type, field.getCollectionElementType(), value -> addTo(at, value))
                : of(type, field, value -> values[at] = value);
      }
    }

    // A repeated field without an annotation is a list that is never null.
    private void addTo(int at, Object value) {
      @SuppressWarnings("unchecked")
      List<Object> list = (List<Object>) values[at];
      list.add(value);
    }

    Row current() {
      return current;
    }

    @Override
    public Converter getConverter(int field) {
      return fields[field];
    }

    @Override
    public void start() {
      values = new Object[fields.length];
      for (int i = 0; i < values.length; i++) {
        FieldType type = schema.getField(i).getType();
        if (type.getTypeName() == TypeName.ARRAY && !type.getNullable()) {
          values[i] = new ArrayList<>();
        }
      }
    }

    @Override
    public void end() {
      current = Row.withSchema(schema).attachValues(values);
      parent.accept(current);
    }
  }

  /** A list, of two levels or three. */
  private static final class ListValues extends GroupConverter {
    private final Consumer<Object> parent;
    private final Converter repeated;
    private List<Object> values;

    ListValues(GroupType group, FieldType element, Consumer<Object> parent) {
      this.parent = parent;
      Type inner = group.getType(0);
      this.repeated =
          Nesting.isElement(group, inner)
              ? of(inner, element, value -> values.add(value))
              : new Element(inner.asGroupType().getType(0), element);
    }

    @Override
    public Converter getConverter(int field) {
      return repeated;
    }

    @Override
    public void start() {
      values = new ArrayList<>();
    }

    @Override
    public void end() {
      parent.accept(values);
    }

    private final class Element extends GroupConverter {
      private final Converter converter;
      private Object value;

      Element(Type type, FieldType field) {
        this.converter = of(type, field, v -> value = v);
      }

      @Override
      public Converter getConverter(int field) {
        return converter;
      }

      @Override
      public void start() {
        value = null;
      }

      @Override
      public void end() {
        values.add(value);
      }
    }
  }

  private static final class MapValues extends GroupConverter {
    private final Consumer<Object> parent;
    private final Entry entry;
    private Map<Object, Object> values;

    MapValues(GroupType group, FieldType field, Consumer<Object> parent) {
      this.parent = parent;
      this.entry = new Entry(group.getType(0).asGroupType(), field);
    }

    @Override
    public Converter getConverter(int field) {
      return entry;
    }

    @Override
    public void start() {
      values = new LinkedHashMap<>();
    }

    @Override
    public void end() {
      parent.accept(values);
    }

    private final class Entry extends GroupConverter {
      private final Converter keys;
      private final Converter entryValues;
      private Object key;
      private Object value;

      Entry(GroupType group, FieldType field) {
        this.keys = of(group.getType(0), field.getMapKeyType(), v -> key = v);
        this.entryValues = of(group.getType(1), field.getMapValueType(), v -> value = v);
      }

      @Override
      public Converter getConverter(int field) {
        return field == 0 ? keys : entryValues;
      }

      @Override
      public void start() {
        key = null;
        value = null;
      }

      @Override
      public void end() {
        values.put(key, value);
      }
    }
  }

  private static final class Leaf extends PrimitiveConverter {
    private final Consumer<Object> parent;
    private final long factor;
    private final long mask;
    private final int scale;
    private final LongFunction<Object> ofLong;
    private final FieldType field;

    Leaf(PrimitiveType type, FieldType field, Consumer<Object> parent) {
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
                      Math.floorDiv(micros, MICROS),
                      Math.floorMod(micros, MICROS) * NANOS_PER_MICRO);
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
}
