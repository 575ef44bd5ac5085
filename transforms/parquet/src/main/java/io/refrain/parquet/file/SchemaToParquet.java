package io.refrain.parquet.file;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** The Parquet schema of a layout, as the format's specification recommends for each type. */
final class SchemaToParquet {
  /** The most digits whose unscaled value fits 32 bits. */
  static final int MAX_INT32_DIGITS = 9;

  private static final String MESSAGE = "row";

  private final Map<String, Integer> ids;

  private SchemaToParquet(Map<String, Integer> ids) {
    this.ids = ids;
  }

  static MessageType convert(RowLayout layout, Set<String> omitted, Map<String, Integer> ids) {
    List<Type> fields = new SchemaToParquet(ids).fields("", layout, omitted);
    if (fields.isEmpty()) {
      throw new IllegalArgumentException(
          "A Parquet file needs at least one column besides the partition columns "
              + omitted
              + ".");
    }
    return new MessageType(MESSAGE, fields);
  }

  private List<Type> fields(String prefix, RowLayout layout, Set<String> omitted) {
    List<Type> fields = new ArrayList<>();
    for (int i = 0; i < layout.columnCount(); i++) {
      String name = layout.name(i);
      if (!omitted.contains(name)) {
        Repetition r = layout.nullable(i) ? Repetition.OPTIONAL : Repetition.REQUIRED;
        fields.add(withId(prefix + name, field(prefix + name, name, r, layout.type(i))));
      }
    }
    return fields;
  }

  private Type withId(String path, Type type) {
    Integer id = ids.get(path);
    return id == null ? type : type.withId(id);
  }

  private Type field(String path, String name, Repetition r, ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> primitive(PrimitiveTypeName.BOOLEAN, r, null, name);
      case INT8 -> integer(PrimitiveTypeName.INT32, r, 8, name);
      case INT16 -> integer(PrimitiveTypeName.INT32, r, 16, name);
      case INT32 -> primitive(PrimitiveTypeName.INT32, r, null, name);
      case INT64 -> primitive(PrimitiveTypeName.INT64, r, null, name);
      case FLOAT -> primitive(PrimitiveTypeName.FLOAT, r, null, name);
      case DOUBLE -> primitive(PrimitiveTypeName.DOUBLE, r, null, name);
      case DATE -> primitive(PrimitiveTypeName.INT32, r, LogicalTypeAnnotation.dateType(), name);
      case TIME ->
          primitive(
              PrimitiveTypeName.INT64,
              r,
              LogicalTypeAnnotation.timeType(false, TimeUnit.MICROS),
              name);
      case TIMESTAMP -> timestamp(r, true, name);
      case LOCAL_TIMESTAMP -> timestamp(r, false, name);
      case DECIMAL64, DECIMAL -> decimal(type, r, name);
      case UUID ->
          Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, r)
              .length(16)
              .as(LogicalTypeAnnotation.uuidType())
              .named(name);
      case STRING ->
          primitive(PrimitiveTypeName.BINARY, r, LogicalTypeAnnotation.stringType(), name);
      case BYTES -> primitive(PrimitiveTypeName.BINARY, r, null, name);
      case ARRAY ->
          Types.list(r).element(element(path + ".element", "element", type.element())).named(name);
      case MAP ->
          Types.map(r)
              .key(
                  withId(
                      path + ".key", field(path + ".key", "key", Repetition.REQUIRED, type.key())))
              .value(element(path + ".value", "value", type.element()))
              .named(name);
      case ROW ->
          Types.buildGroup(r)
              .addFields(fields(path + ".", type.nested(), Set.of()).toArray(new Type[0]))
              .named(name);
      case DECIMAL_UNSCALED ->
          throw new IllegalArgumentException(
              "Column '"
                  + path
                  + "' is a DECIMAL without precision and scale, which Parquet cannot store."
                  + " Declare both, as in DECIMAL(12,2) (in a Beam schema:"
                  + " FixedPrecisionNumeric.of(12, 2)).");
    };
  }

  private Type element(String path, String name, ColumnType type) {
    return withId(path, field(path, name, Repetition.OPTIONAL, type));
  }

  private static Type primitive(
      PrimitiveTypeName physical, Repetition r, LogicalTypeAnnotation logical, String name) {
    return Types.primitive(physical, r).as(logical).named(name);
  }

  private static Type integer(PrimitiveTypeName physical, Repetition r, int bits, String name) {
    return primitive(physical, r, LogicalTypeAnnotation.intType(bits, true), name);
  }

  private static Type timestamp(Repetition r, boolean utc, String name) {
    LogicalTypeAnnotation logical = LogicalTypeAnnotation.timestampType(utc, TimeUnit.MICROS);
    return primitive(PrimitiveTypeName.INT64, r, logical, name);
  }

  private static Type decimal(ColumnType type, Repetition r, String name) {
    LogicalTypeAnnotation logical =
        LogicalTypeAnnotation.decimalType(type.scale(), type.precision());
    if (type.precision() <= MAX_INT32_DIGITS) {
      return primitive(PrimitiveTypeName.INT32, r, logical, name);
    } else if (type.kind() == ColumnType.Kind.DECIMAL64) {
      return primitive(PrimitiveTypeName.INT64, r, logical, name);
    }
    return Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, r)
        .length(bytesFor(type.precision()))
        .as(logical)
        .named(name);
  }

  /** The fewest bytes that hold every value of so many digits. */
  static int bytesFor(int precision) {
    return BigInteger.TEN.pow(precision).subtract(BigInteger.ONE).bitLength() / 8 + 1;
  }
}
