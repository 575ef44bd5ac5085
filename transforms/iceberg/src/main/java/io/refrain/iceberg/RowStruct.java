package io.refrain.iceberg;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import java.nio.ByteBuffer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;

/** An encoded row as Iceberg's transforms read one: by position in the table's schema. */
final class RowStruct implements StructLike {
  private final Type[] types;
  private final int[] columns;
  private final RowConverter converter;
  private RowCursor row;

  RowStruct(Schema schema, RowLayout layout) {
    this.types = schema.columns().stream().map(f -> f.type()).toArray(Type[]::new);
    this.columns =
        schema.columns().stream()
            .mapToInt(f -> layout.schema().hasField(f.name()) ? layout.indexOf(f.name()) : -1)
            .toArray();
    this.converter = new RowConverter(layout);
  }

  RowStruct at(RowCursor cursor) {
    this.row = cursor;
    return this;
  }

  @Override
  public int size() {
    return columns.length;
  }

  @Override
  public <T> T get(int position, Class<T> javaClass) {
    int column = columns[position];
    return column < 0 || row.isNull(column) ? null : javaClass.cast(value(types[position], column));
  }

  private Object value(Type type, int column) {
    return switch (type.typeId()) {
      case BOOLEAN -> row.getLong(column) != 0;
      case INTEGER, DATE -> (int) row.getLong(column);
      case LONG, TIME, TIMESTAMP -> row.getLong(column);
      case DOUBLE ->
          row.layout().type(column).kind() == ColumnType.Kind.FLOAT
              ? (double) row.getFloat(column)
              : row.getDouble(column);
      case FLOAT -> row.getFloat(column);
      case DECIMAL -> row.getDecimal(column);
      case STRING -> row.getString(column);
      case BINARY -> ByteBuffer.wrap(row.getBytes(column));
      case UUID -> converter.value(row, column);
      default -> throw new IllegalStateException("no partition source: " + type);
    };
  }

  @Override
  public <T> void set(int position, T value) {
    throw new UnsupportedOperationException("read only");
  }
}
