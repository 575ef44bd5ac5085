package io.refrain.parquet.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.Schema.TypeName;
import org.apache.beam.sdk.values.Row;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/** Builds Beam values of nested Parquet columns. Each converter hands its values to its parent. */
final class ValueConverters {
  private ValueConverters() {}

  private static Converter of(Type type, FieldType field, Consumer<Object> parent) {
    if (type.isPrimitive()) {
      return new LeafValues(type.asPrimitiveType(), field, parent);
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
}
