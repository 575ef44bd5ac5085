package io.refrain.delta;

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
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowLayout;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;

/** The layout of a table's rows: the reverse of {@link DeltaTypes}. */
final class TableColumns {
  private final String table;

  private TableColumns(String table) {
    this.table = table;
  }

  /**
   * All columns of a table, in its order.
   *
   * @throws RefrainException (refused) for a type whose values cannot be held exactly
   */
  static RowLayout layout(String table, StructType schema) {
    return RowLayout.of(new TableColumns(table).schema("", schema));
  }

  private Schema schema(String prefix, StructType type) {
    Schema.Builder schema = Schema.builder();
    for (StructField field : type.fields()) {
      FieldType beam = type(prefix + field.getName(), field.getDataType());
      schema.addField(field.getName(), beam.withNullable(field.isNullable()));
    }
    return schema.build();
  }

  private FieldType type(String column, DataType type) {
    if (type instanceof BooleanType) {
      return FieldType.BOOLEAN;
    } else if (type instanceof ByteType) {
      return FieldType.BYTE;
    } else if (type instanceof ShortType) {
      return FieldType.INT16;
    } else if (type instanceof IntegerType) {
      return FieldType.INT32;
    } else if (type instanceof LongType) {
      return FieldType.INT64;
    } else if (type instanceof FloatType) {
      return FieldType.FLOAT;
    } else if (type instanceof DoubleType) {
      return FieldType.DOUBLE;
    } else if (type.equals(StringType.STRING)) {
      return FieldType.STRING;
    } else if (type instanceof BinaryType) {
      return FieldType.BYTES;
    } else if (type instanceof DateType) {
      return FieldType.logicalType(SqlTypes.DATE);
    } else if (type instanceof TimestampType) {
      return FieldType.logicalType(new MicrosInstant());
    } else if (type instanceof TimestampNTZType) {
      return FieldType.logicalType(SqlTypes.DATETIME);
    } else if (type instanceof DecimalType it) {
      return FieldType.logicalType(FixedPrecisionNumeric.of(it.getPrecision(), it.getScale()));
    } else if (type instanceof StructType it) {
      return FieldType.row(schema(column + ".", it));
    } else if (type instanceof ArrayType it && it.containsNull()) {
      return FieldType.array(type(column + ".element", it.getElementType()).withNullable(true));
    } else if (type instanceof MapType it && it.isValueContainsNull()) {
      return FieldType.map(
          type(column + ".key", it.getKeyType()),
          type(column + ".value", it.getValueType()).withNullable(true));
    }
    boolean noNulls = type instanceof ArrayType || type instanceof MapType;
    throw new RefrainException(
        Kind.REFUSED,
        "Cannot merge into the Delta table "
            + table
            + ": its column '"
            + column
            + "' is "
            + DeltaTypes.describe(type)
            + (noNulls
                ? ", whose elements take no null, and that is not checked here"
                : ", whose values cannot be held here")
            + ". Nothing was changed. Merge into a table without it.");
  }
}
