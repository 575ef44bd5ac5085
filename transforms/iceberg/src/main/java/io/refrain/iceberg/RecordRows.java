package io.refrain.iceberg;

import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Turns records of Iceberg's readers into encoded rows with the same columns. */
final class RecordRows {
  private final List<Types.NestedField> fields;
  private final RowLayout layout;
  private final RowConverter converter;

  /**
   * @param schema of the records, or the first columns of theirs
   * @throws IllegalArgumentException for a type that has no exact counterpart, naming the column
   */
  RecordRows(org.apache.iceberg.Schema schema) {
    this.fields = schema.columns();
    this.layout = IcebergTypes.layout(schema);
    this.converter = new RowConverter(layout);
  }

  RowLayout layout() {
    return layout;
  }

  byte[] bytes(StructLike record) {
    return converter.toBytes(row(fields, layout.schema(), record));
  }

  private static Row row(List<Types.NestedField> fields, Schema schema, StructLike record) {
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(fields.get(i).type(), schema.getField(i).getType(), record, i);
    }
    return Row.withSchema(schema).attachValues(values);
  }

  private static Object value(Type type, Schema.FieldType field, StructLike record, int position) {
    return value(type, field, record.get(position, Object.class));
  }

  private static Object value(Type type, Schema.FieldType field, Object value) {
    if (value == null) {
      return null;
    }
    return switch (type.typeId()) {
      case TIMESTAMP -> value instanceof OffsetDateTime at ? at.toInstant() : (LocalDateTime) value;
      case BINARY -> bytes((ByteBuffer) value);
      case STRING -> value.toString();
      case LIST -> {
        List<Object> out = new ArrayList<>();
        for (Object element : (List<?>) value) {
          out.add(
              value(type.asListType().elementType(), field.getCollectionElementType(), element));
        }
        yield out;
      }
      case MAP -> {
        Types.MapType map = type.asMapType();
        Map<Object, Object> out = new LinkedHashMap<>();
        ((Map<?, ?>) value)
            .forEach(
                (k, v) ->
                    out.put(
                        value(map.keyType(), field.getMapKeyType(), k),
                        value(map.valueType(), field.getMapValueType(), v)));
        yield out;
      }
      case STRUCT -> row(type.asStructType().fields(), field.getRowSchema(), (StructLike) value);
      default -> value;
    };
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] out = new byte[buffer.remaining()];
    buffer.duplicate().get(out);
    return out;
  }
}
