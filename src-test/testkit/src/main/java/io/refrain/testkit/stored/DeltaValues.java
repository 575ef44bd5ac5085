package io.refrain.testkit.stored;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of Delta Kernel as those of Java. */
final class DeltaValues {
  private DeltaValues() {}

  /** A row of a batch. */
  static Map<String, Object> of(ColumnarBatch batch, int at) {
    Map<String, Object> values = new LinkedHashMap<>();
    StructType schema = batch.getSchema();
    for (int i = 0; i < schema.length(); i++) {
      StructField field = schema.at(i);
      values.put(field.getName(), of(batch.getColumnVector(i), at, field.getDataType()));
    }
    return values;
  }

  private static Object of(ColumnVector column, int at, DataType type) {
    if (column.isNullAt(at)) {
      return null;
    } else if (type instanceof StructType struct) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (int i = 0; i < struct.length(); i++) {
        StructField field = struct.at(i);
        values.put(field.getName(), of(column.getChild(i), at, field.getDataType()));
      }
      return values;
    } else if (type instanceof ArrayType array) {
      return list(column.getArray(at).getElements(), array.getElementType());
    } else if (type instanceof MapType map) {
      return map(column.getMap(at).getKeys(), column.getMap(at).getValues(), map);
    } else if (type instanceof BooleanType) {
      return column.getBoolean(at);
    } else if (type instanceof ByteType) {
      return column.getByte(at);
    } else if (type instanceof ShortType) {
      return column.getShort(at);
    } else if (type instanceof IntegerType) {
      return column.getInt(at);
    } else if (type instanceof LongType) {
      return column.getLong(at);
    } else if (type instanceof FloatType) {
      return column.getFloat(at);
    } else if (type instanceof DoubleType) {
      return column.getDouble(at);
    } else if (type instanceof StringType) {
      return column.getString(at);
    } else if (type instanceof BinaryType) {
      return column.getBinary(at);
    } else if (type instanceof DecimalType) {
      return column.getDecimal(at);
    } else if (type instanceof DateType) {
      return LocalDate.ofEpochDay(column.getInt(at));
    } else if (type instanceof TimestampType) {
      return moment(column.getLong(at));
    } else if (type instanceof TimestampNTZType) {
      return LocalDateTime.ofInstant(moment(column.getLong(at)), ZoneOffset.UTC);
    }
    throw unreadable(type);
  }

  private static List<Object> list(ColumnVector items, DataType type) {
    List<Object> out = new ArrayList<>();
    for (int i = 0; i < items.getSize(); i++) {
      out.add(of(items, i, type));
    }
    return out;
  }

  private static Map<Object, Object> map(ColumnVector keys, ColumnVector values, MapType type) {
    Map<Object, Object> out = new LinkedHashMap<>();
    for (int i = 0; i < keys.getSize(); i++) {
      out.put(of(keys, i, type.getKeyType()), of(values, i, type.getValueType()));
    }
    return out;
  }

  private static Instant moment(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static IllegalArgumentException unreadable(DataType type) {
    return new IllegalArgumentException(
        "Cannot show a column of the Delta type "
            + type
            + ". Read the table by a lambda of your"
            + " own.");
  }
}
