package io.refrain.iceberg;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The Iceberg types of columns, and which columns can hold which values. */
final class IcebergTypes {
  private static final int MAX_PRECISION = 38;

  // Ids as they come; whoever makes or alters a table gives the real ones.
  private final AtomicInteger ids = new AtomicInteger();

  private IcebergTypes() {}

  /**
   * The schema of a layout, with ids that only tell its fields apart.
   *
   * @throws IllegalArgumentException for a type that Iceberg does not have, naming the column
   */
  static Schema schema(RowLayout layout) {
    return new Schema(new IcebergTypes().fields("", layout));
  }

  /** The type of one column; as {@link #schema}. */
  static Type type(String column, ColumnType type) {
    return new IcebergTypes().of(column, type);
  }

  private List<Types.NestedField> fields(String prefix, RowLayout layout) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (int i = 0; i < layout.columnCount(); i++) {
      int id = ids.incrementAndGet();
      String name = layout.name(i);
      Type type = of(prefix + name, layout.type(i));
      fields.add(
          layout.nullable(i)
              ? Types.NestedField.optional(id, name, type)
              : Types.NestedField.required(id, name, type));
    }
    return fields;
  }

  private Type of(String path, ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> Types.BooleanType.get();
      case INT8, INT16, INT32 -> Types.IntegerType.get();
      case INT64 -> Types.LongType.get();
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case DATE -> Types.DateType.get();
      case TIME -> Types.TimeType.get();
      case TIMESTAMP -> Types.TimestampType.withZone();
      case LOCAL_TIMESTAMP -> Types.TimestampType.withoutZone();
      case DECIMAL64, DECIMAL -> decimal(path, type);
      case UUID -> Types.UUIDType.get();
      case STRING -> Types.StringType.get();
      case BYTES -> Types.BinaryType.get();
      case ARRAY ->
          Types.ListType.ofOptional(ids.incrementAndGet(), of(path + ".element", type.element()));
      case MAP -> {
        int key = ids.incrementAndGet();
        int value = ids.incrementAndGet();
        yield Types.MapType.ofOptional(
            key, value, of(path + ".key", type.key()), of(path + ".value", type.element()));
      }
      case ROW -> Types.StructType.of(fields(path + ".", type.nested()));
      case DECIMAL_UNSCALED ->
          throw new IllegalArgumentException(
              "Column '"
                  + path
                  + "' is a DECIMAL without precision and scale, which Iceberg does not have."
                  + " Declare both, as in DECIMAL(12,2) (in a Beam schema:"
                  + " FixedPrecisionNumeric.of(12, 2)).");
    };
  }

  private static Type decimal(String path, ColumnType type) {
    if (type.precision() > MAX_PRECISION || type.scale() < 0 || type.scale() > type.precision()) {
      throw new IllegalArgumentException(
          "Column '"
              + path
              + "' is a "
              + type.describe()
              + ", and Iceberg has decimals of 1 to "
              + MAX_PRECISION
              + " digits, of which none to all are after the point. Convert it.");
    }
    return Types.DecimalType.of(type.precision(), type.scale());
  }

  /**
   * Whether every value of a column can be stored as a type: the same one, or one that Iceberg
   * promotes it to. Nested nullability is not looked at here.
   */
  static boolean fits(ColumnType type, Type stored) {
    return switch (type.kind()) {
      case INT8, INT16, INT32 ->
          stored.typeId() == Type.TypeID.INTEGER || stored.typeId() == Type.TypeID.LONG;
      case FLOAT -> stored.typeId() == Type.TypeID.FLOAT || stored.typeId() == Type.TypeID.DOUBLE;
      case DECIMAL64, DECIMAL ->
          stored instanceof Types.DecimalType it
              && it.scale() == type.scale()
              && it.precision() >= type.precision();
      case DECIMAL_UNSCALED -> false;
      case ARRAY ->
          stored instanceof Types.ListType it
              && it.isElementOptional()
              && fits(type.element(), it.elementType());
      case MAP ->
          stored instanceof Types.MapType it
              && it.isValueOptional()
              && fits(type.key(), it.keyType())
              && fits(type.element(), it.valueType());
      case ROW -> stored instanceof Types.StructType it && fits(type.nested(), it);
      default -> of(type).equals(stored);
    };
  }

  private static Type of(ColumnType type) {
    return type("", type);
  }

  private static boolean fits(RowLayout nested, Types.StructType stored) {
    if (nested.columnCount() != stored.fields().size()) {
      return false;
    }
    for (int i = 0; i < nested.columnCount(); i++) {
      Types.NestedField field = stored.field(nested.name(i));
      if (field == null
          || (field.isRequired() && nested.nullable(i))
          || !fits(nested.type(i), field.type())) {
        return false;
      }
    }
    return true;
  }

  /**
   * The layout of the rows of a table.
   *
   * @throws IllegalArgumentException for a type that has no exact counterpart, naming the column
   */
  static RowLayout layout(Schema schema) {
    return RowLayout.of(beamSchema("", schema.columns()));
  }

  private static org.apache.beam.sdk.schemas.Schema beamSchema(
      String prefix, List<Types.NestedField> fields) {
    org.apache.beam.sdk.schemas.Schema.Builder schema =
        org.apache.beam.sdk.schemas.Schema.builder();
    for (Types.NestedField field : fields) {
      FieldType type = fieldType(prefix + field.name(), field.type());
      schema.addField(field.name(), type.withNullable(field.isOptional()));
    }
    return schema.build();
  }

  private static FieldType fieldType(String path, Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> FieldType.BOOLEAN;
      case INTEGER -> FieldType.INT32;
      case LONG -> FieldType.INT64;
      case FLOAT -> FieldType.FLOAT;
      case DOUBLE -> FieldType.DOUBLE;
      case DATE -> FieldType.logicalType(SqlTypes.DATE);
      case TIME -> FieldType.logicalType(SqlTypes.TIME);
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? FieldType.logicalType(new MicrosInstant())
              : FieldType.logicalType(SqlTypes.DATETIME);
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield FieldType.logicalType(FixedPrecisionNumeric.of(decimal.precision(), decimal.scale()));
      }
      case UUID -> FieldType.logicalType(new UuidLogicalType());
      case STRING -> FieldType.STRING;
      case BINARY -> FieldType.BYTES;
      case LIST -> {
        Types.ListType list = type.asListType();
        yield FieldType.array(
            fieldType(path + ".element", list.elementType())
                .withNullable(list.isElementOptional()));
      }
      case MAP -> {
        Types.MapType map = type.asMapType();
        yield FieldType.map(
            fieldType(path + ".key", map.keyType()),
            fieldType(path + ".value", map.valueType()).withNullable(map.isValueOptional()));
      }
      case STRUCT -> FieldType.row(beamSchema(path + ".", type.asStructType().fields()));
      default ->
          throw new IllegalArgumentException(
              "Column '"
                  + path
                  + "' is of the type "
                  + type
                  + ", which cannot be held exactly here (times are kept in microseconds).");
    };
  }
}
