package io.refrain.delta;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.Row;

/** Takes values out of Kernel's vectors: plain ones as they are, nested ones by way of objects. */
final class VectorValues {
  private static final long MICROS = 1_000_000L;

  private final RowLayout layout;
  private final RowConverter converter;

  /**
   * @param layout of the rows that are written
   */
  VectorValues(RowLayout layout) {
    this.layout = layout;
    this.converter = new RowConverter(layout);
  }

  /** Sets a column of a row from a place in a vector. */
  void copy(ColumnVector from, int at, RowWriter row, int column) {
    if (from.isNullAt(at)) {
      row.setNull(column);
      return;
    }
    ColumnType type = layout.type(column);
    switch (type.kind()) {
      case BOOLEAN -> row.setLong(column, from.getBoolean(at) ? 1 : 0);
      case INT8 -> row.setLong(column, from.getByte(at));
      case INT16 -> row.setLong(column, from.getShort(at));
      case INT32, DATE -> row.setLong(column, from.getInt(at));
      case INT64, TIMESTAMP, LOCAL_TIMESTAMP -> row.setLong(column, from.getLong(at));
      case FLOAT -> row.setFloat(column, from.getFloat(at));
      case DOUBLE -> row.setDouble(column, from.getDouble(at));
      case DECIMAL64, DECIMAL -> row.setDecimal(column, from.getDecimal(at));
      case STRING -> row.setString(column, from.getString(at));
      case BYTES -> row.setBytes(column, from.getBinary(at));
      default -> converter.set(row, column, object(type, from, at));
    }
  }

  private static Object object(ColumnType type, ColumnVector from, int at) {
    if (from.isNullAt(at)) {
      return null;
    }
    return switch (type.kind()) {
      case BOOLEAN -> from.getBoolean(at);
      case INT8 -> from.getByte(at);
      case INT16 -> from.getShort(at);
      case INT32 -> from.getInt(at);
      case INT64 -> from.getLong(at);
      case DATE -> LocalDate.ofEpochDay(from.getInt(at));
      case TIMESTAMP -> instant(from.getLong(at));
      case LOCAL_TIMESTAMP -> LocalDateTime.ofInstant(instant(from.getLong(at)), ZoneOffset.UTC);
      case FLOAT -> from.getFloat(at);
      case DOUBLE -> from.getDouble(at);
      case DECIMAL64, DECIMAL -> from.getDecimal(at);
      case STRING -> from.getString(at);
      case BYTES -> from.getBinary(at);
      case ARRAY -> list(type, from.getArray(at));
      case MAP -> map(type, from.getMap(at));
      case ROW -> row(type.nested(), from, at);
      default -> throw new IllegalStateException("No Delta type is " + type.describe());
    };
  }

  private static List<Object> list(ColumnType type, ArrayValue value) {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < value.getSize(); i++) {
      list.add(object(type.element(), value.getElements(), i));
    }
    return list;
  }

  private static Map<Object, Object> map(ColumnType type, MapValue value) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < value.getSize(); i++) {
      map.put(object(type.key(), value.getKeys(), i), object(type.element(), value.getValues(), i));
    }
    return map;
  }

  private static Row row(RowLayout nested, ColumnVector from, int at) {
    Object[] values = new Object[nested.columnCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = object(nested.type(i), from.getChild(i), at);
    }
    return Row.withSchema(nested.schema()).attachValues(values);
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
  }
}
