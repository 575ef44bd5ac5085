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
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import java.util.Locale;

/** The Delta type of each column. */
final class DeltaTypes {
  private static final int MAX_DIGITS = 38;

  private DeltaTypes() {}

  /**
   * The schema of a layout.
   *
   * @throws IllegalArgumentException naming a column whose type Delta does not have
   */
  static StructType schema(RowLayout layout) {
    return struct("", layout);
  }

  private static StructType struct(String prefix, RowLayout layout) {
    StructType schema = new StructType();
    for (int i = 0; i < layout.columnCount(); i++) {
      String name = layout.name(i);
      schema =
          schema.add(
              new StructField(name, type(prefix + name, layout.type(i)), layout.nullable(i)));
    }
    return schema;
  }

  /** The type of a column; {@code column} is what messages call it. */
  static DataType type(String column, ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> BooleanType.BOOLEAN;
      case INT8 -> ByteType.BYTE;
      case INT16 -> ShortType.SHORT;
      case INT32 -> IntegerType.INTEGER;
      case INT64 -> LongType.LONG;
      case FLOAT -> FloatType.FLOAT;
      case DOUBLE -> DoubleType.DOUBLE;
      case DATE -> DateType.DATE;
      case TIMESTAMP -> TimestampType.TIMESTAMP;
      case LOCAL_TIMESTAMP -> TimestampNTZType.TIMESTAMP_NTZ;
      case DECIMAL64, DECIMAL -> {
        if (type.precision() > MAX_DIGITS) {
          throw none(column, type, "at most " + MAX_DIGITS + " digits fit");
        }
        yield new DecimalType(type.precision(), type.scale());
      }
      case STRING -> StringType.STRING;
      case BYTES -> BinaryType.BINARY;
      case ARRAY -> new ArrayType(type(column + ".element", type.element()), true);
      case MAP ->
          new MapType(
              type(column + ".key", type.key()), type(column + ".value", type.element()), true);
      case ROW -> struct(column + ".", type.nested());
      case TIME -> throw none(column, type, "make it a STRING, or a BIGINT of microseconds");
      case UUID -> throw none(column, type, "make it a STRING");
      case DECIMAL_UNSCALED ->
          throw none(
              column,
              type,
              "declare precision and scale, as in DECIMAL(12,2) (in a Beam schema:"
                  + " FixedPrecisionNumeric.of(12, 2))");
    };
  }

  private static IllegalArgumentException none(String column, ColumnType type, String advice) {
    return new IllegalArgumentException(
        "Column '"
            + column
            + "' is "
            + type.describe()
            + ", which a Delta table cannot hold: "
            + advice
            + ".");
  }

  /** As SQL names a type: {@code decimal(12,2)}. */
  static String describe(DataType type) {
    return type.toString().toLowerCase(Locale.ROOT);
  }
}
