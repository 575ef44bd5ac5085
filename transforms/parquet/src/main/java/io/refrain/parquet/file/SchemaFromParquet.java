package io.refrain.parquet.file;

import java.util.Locale;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** The Beam schema of a Parquet schema, current and legacy annotations alike. */
final class SchemaFromParquet {
  private final String file;

  private SchemaFromParquet(String file) {
    this.file = file;
  }

  /**
   * @param file what messages call the file
   * @throws IllegalArgumentException for a type that has no counterpart, naming the column
   */
  static Schema convert(GroupType group, String file) {
    return new SchemaFromParquet(file).schema("", group);
  }

  private Schema schema(String prefix, GroupType group) {
    Schema.Builder schema = Schema.builder();
    for (Type field : group.getFields()) {
      FieldType type =
          field.isRepetition(Type.Repetition.REPEATED)
              ? FieldType.array(one(prefix + field.getName(), field))
              : one(prefix + field.getName(), field)
                  .withNullable(field.isRepetition(Type.Repetition.OPTIONAL));
      schema.addField(field.getName(), type);
    }
    return schema.build();
  }

  private FieldType one(String path, Type field) {
    if (field.isPrimitive()) {
      return primitive(path, field.asPrimitiveType());
    }
    GroupType group = field.asGroupType();
    if (Nesting.isList(group)) {
      Type element = Nesting.element(group);
      boolean nullable = element.isRepetition(Type.Repetition.OPTIONAL);
      return FieldType.array(one(path + ".element", element).withNullable(nullable));
    }
    if (Nesting.isMap(group)) {
      GroupType entry = group.getType(0).asGroupType();
      Type value = entry.getType(1);
      boolean nullable = value.isRepetition(Type.Repetition.OPTIONAL);
      return FieldType.map(
          one(path + ".key", entry.getType(0)), one(path + ".value", value).withNullable(nullable));
    }
    return FieldType.row(schema(path + ".", group));
  }

  private FieldType primitive(String path, PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return FieldType.logicalType(
          FixedPrecisionNumeric.of(decimal.getPrecision(), decimal.getScale()));
    }
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> FieldType.BOOLEAN;
      case FLOAT -> FieldType.FLOAT;
      case DOUBLE -> FieldType.DOUBLE;
      case INT32 -> int32(path, logical);
      case INT64 -> int64(path, logical);
      case BINARY -> binary(path, logical);
      case FIXED_LEN_BYTE_ARRAY -> {
        if (logical instanceof LogicalTypeAnnotation.UUIDLogicalTypeAnnotation) {
          yield FieldType.logicalType(new UuidLogicalType());
        } else if (logical == null) {
          yield FieldType.BYTES;
        }
        throw unknown(path, logical.toString());
      }
      case INT96 ->
          throw new IllegalArgumentException(
              "Cannot read column '"
                  + path
                  + "' of "
                  + file
                  + ": it is a timestamp of the deprecated INT96 kind, whose meaning depends on its"
                  + " writer. Write it again with 64-bit timestamps (in Spark:"
                  + " spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS).");
    };
  }

  private FieldType int32(String path, LogicalTypeAnnotation logical) {
    if (logical == null) {
      return FieldType.INT32;
    } else if (logical instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation) {
      return FieldType.logicalType(SqlTypes.DATE);
    } else if (logical instanceof TimeLogicalTypeAnnotation) {
      return FieldType.logicalType(SqlTypes.TIME);
    } else if (logical instanceof IntLogicalTypeAnnotation it) {
      // An unsigned number takes the next wider type: it must fit.
      return switch (it.getBitWidth()) {
        case 8 -> it.isSigned() ? FieldType.BYTE : FieldType.INT16;
        case 16 -> it.isSigned() ? FieldType.INT16 : FieldType.INT32;
        default -> it.isSigned() ? FieldType.INT32 : FieldType.INT64;
      };
    }
    throw unknown(path, logical.toString());
  }

  private FieldType int64(String path, LogicalTypeAnnotation logical) {
    if (logical == null) {
      return FieldType.INT64;
    } else if (logical instanceof IntLogicalTypeAnnotation it && it.isSigned()) {
      return FieldType.INT64;
    } else if (logical instanceof TimeLogicalTypeAnnotation it && it.getUnit() != TimeUnit.NANOS) {
      return FieldType.logicalType(SqlTypes.TIME);
    } else if (logical instanceof TimestampLogicalTypeAnnotation it
        && it.getUnit() != TimeUnit.NANOS) {
      return it.isAdjustedToUTC()
          ? FieldType.logicalType(new MicrosInstant())
          : FieldType.logicalType(SqlTypes.DATETIME);
    }
    throw unknown(path, logical.toString());
  }

  private FieldType binary(String path, LogicalTypeAnnotation logical) {
    if (logical == null || logical instanceof LogicalTypeAnnotation.BsonLogicalTypeAnnotation) {
      return FieldType.BYTES;
    } else if (logical instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
        || logical instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation
        || logical instanceof LogicalTypeAnnotation.JsonLogicalTypeAnnotation) {
      return FieldType.STRING;
    }
    throw unknown(path, logical.toString());
  }

  private IllegalArgumentException unknown(String path, String logical) {
    return new IllegalArgumentException(
        "Cannot read column '"
            + path
            + "' of "
            + file
            + ": its type "
            + logical.toUpperCase(Locale.ROOT)
            + " cannot be held exactly here (times are kept in microseconds, whole numbers in 64"
            + " signed bits). Convert the column, or leave it out.");
  }
}
