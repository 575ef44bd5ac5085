package io.refrain.pipelines.schema;

import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;

/**
 * Finds the Beam schema of an Avro schema, with its logical types: decimals keep precision and
 * scale, dates, times and timestamps become what they are, by the Avro specification, "Logical
 * Types".
 *
 * <p>Timestamps in milliseconds and microseconds are instants, local timestamps have no zone. An
 * enum is text. A union is taken only as "this or null".
 */
public final class AvroSchemas {
  private AvroSchemas() {}

  /**
   * Reads an Avro schema file's text.
   *
   * @param source the file's name, for messages
   * @throws IllegalArgumentException if it is none, or not of a record, or has a type without a
   *     place in a row
   */
  public static Schema parse(String json, String source) {
    org.apache.avro.Schema avro;
    try {
      avro = new org.apache.avro.Schema.Parser().parse(json);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          source + " is not an Avro schema: " + e.getMessage() + ".", e);
    }
    return ofRecord(avro, source);
  }

  /** The schema of a record, given as Avro's JSON or as a parsed schema's {@code toString()}. */
  static Schema ofRecord(org.apache.avro.Schema avro, String path) {
    if (avro.getType() != org.apache.avro.Schema.Type.RECORD) {
      throw new IllegalArgumentException(
          path + " is an Avro " + avro.getType().getName() + ", where a record is needed.");
    }
    Schema.Builder schema = Schema.builder();
    for (org.apache.avro.Schema.Field field : avro.getFields()) {
      schema.addField(Field.of(field.name(), type(field.schema(), path + "." + field.name())));
    }
    return schema.build();
  }

  private static FieldType type(org.apache.avro.Schema avro, String path) {
    return switch (avro.getType()) {
      case UNION -> nullable(avro, path);
      case RECORD -> {
        // A type that contains itself has no end.
        if (path.chars().filter(c -> c == '.').count() > 100) {
          throw unsupported(path, "nests more than 100 records: does it contain itself?");
        }
        yield FieldType.row(ofRecord(avro, path));
      }
      case ARRAY -> FieldType.array(type(avro.getElementType(), path + "[]"));
      case MAP -> FieldType.map(FieldType.STRING, type(avro.getValueType(), path + "{}"));
      case ENUM -> FieldType.STRING;
      case NULL -> throw unsupported(path, "is always null");
      default ->
          avro.getLogicalType() == null ? plain(avro) : logical(avro, avro.getLogicalType(), path);
    };
  }

  private static FieldType nullable(org.apache.avro.Schema union, String path) {
    List<org.apache.avro.Schema> others =
        union.getTypes().stream()
            .filter(t -> t.getType() != org.apache.avro.Schema.Type.NULL)
            .toList();
    if (others.size() != 1) {
      throw unsupported(path, "is a union of " + others.size() + " types");
    }
    return type(others.get(0), path).withNullable(others.size() < union.getTypes().size());
  }

  private static FieldType plain(org.apache.avro.Schema avro) {
    return switch (avro.getType()) {
      case BOOLEAN -> FieldType.BOOLEAN;
      case INT -> FieldType.INT32;
      case LONG -> FieldType.INT64;
      case FLOAT -> FieldType.FLOAT;
      case DOUBLE -> FieldType.DOUBLE;
      case STRING -> FieldType.STRING;
      default -> FieldType.BYTES;
    };
  }

  private static FieldType logical(org.apache.avro.Schema avro, LogicalType type, String path) {
    if (type instanceof LogicalTypes.Decimal decimal) {
      return FieldType.logicalType(
          FixedPrecisionNumeric.of(decimal.getPrecision(), decimal.getScale()));
    }
    return switch (type.getName()) {
      case "date" -> FieldType.logicalType(SqlTypes.DATE);
      case "time-millis", "time-micros" -> FieldType.logicalType(SqlTypes.TIME);
      case "timestamp-millis", "timestamp-micros" -> FieldType.logicalType(new MicrosInstant());
      case "local-timestamp-millis", "local-timestamp-micros" ->
          FieldType.logicalType(SqlTypes.DATETIME);
      case "timestamp-nanos", "local-timestamp-nanos" ->
          throw unsupported(path, "is a timestamp in nanoseconds, which not every store can hold");
      case "uuid" -> FieldType.logicalType(new UuidLogicalType());
      // The specification: a reader takes a logical type it does not know as the type beneath.
      default -> plain(avro);
    };
  }

  private static IllegalArgumentException unsupported(String path, String problem) {
    return new IllegalArgumentException(
        "The Avro field " + path + " " + problem + ", and cannot be a column.");
  }
}
