package io.refrain.pipelines.schema;

import java.util.Locale;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.beam.sdk.schemas.logicaltypes.VariableString;

/** The types of SQL, by their names. */
final class SqlTypeNames {
  /** What Spark, Parquet tables, Iceberg and Delta take at most. */
  private static final int MAX_PRECISION = 38;

  private SqlTypeNames() {}

  static String known() {
    return "BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL(p,s), VARCHAR,"
        + " VARCHAR(n), BYTES, DATE, TIME, TIMESTAMP, TIMESTAMP WITHOUT TIME ZONE, UUID,"
        + " ARRAY<type>, MAP<type, type>, ROW(name type, ...)";
  }

  /** The type of a name that has just been taken, with what belongs to it. */
  static FieldType read(SchemaTokens.Token name, SchemaTokens tokens) {
    return switch (name.text().toUpperCase(Locale.ROOT)) {
      case "BOOLEAN", "BOOL" -> FieldType.BOOLEAN;
      case "TINYINT", "INT1" -> FieldType.BYTE;
      case "SMALLINT", "INT2" -> FieldType.INT16;
      case "INTEGER", "INT", "INT4" -> FieldType.INT32;
      case "BIGINT", "INT8", "LONG" -> FieldType.INT64;
      case "REAL", "FLOAT4" -> FieldType.FLOAT;
      case "DOUBLE" -> {
        tokens.skipWord("PRECISION");
        yield FieldType.DOUBLE;
      }
      case "FLOAT", "FLOAT8" -> FieldType.DOUBLE;
      case "DECIMAL", "NUMERIC", "DEC" -> decimal(name, tokens);
      case "TEXT", "STRING" -> FieldType.STRING;
      case "VARCHAR" -> text(name, tokens);
      case "CHARACTER", "CHAR" -> {
        tokens.skipWord("VARYING");
        yield text(name, tokens);
      }
      case "BYTES", "VARBINARY", "BINARY", "BYTEA", "BLOB" -> FieldType.BYTES;
      case "DATE" -> FieldType.logicalType(SqlTypes.DATE);
      case "TIME" -> FieldType.logicalType(SqlTypes.TIME);
      case "TIMESTAMP" -> timestamp(tokens);
      case "TIMESTAMPTZ" -> FieldType.logicalType(new MicrosInstant());
      case "DATETIME" -> FieldType.logicalType(SqlTypes.DATETIME);
      case "UUID" -> FieldType.logicalType(new UuidLogicalType());
      default ->
          throw tokens.error(
              name, "'" + name.text() + "' is no type that is known. The types are " + known());
    };
  }

  private static FieldType timestamp(SchemaTokens tokens) {
    boolean without = tokens.skipWord("WITHOUT");
    if (without || tokens.skipWord("WITH")) {
      tokens.expectWord("TIME");
      tokens.expectWord("ZONE");
    }
    return without
        ? FieldType.logicalType(SqlTypes.DATETIME)
        : FieldType.logicalType(new MicrosInstant());
  }

  private static FieldType decimal(SchemaTokens.Token name, SchemaTokens tokens) {
    if (!tokens.skip("(")) {
      // Databases disagree on what a bare DECIMAL holds: 10, 18, 38 or any number of digits.
      throw tokens.error(name, name.text() + " needs its digits, as in " + name.text() + "(12,2)");
    }
    int precision = tokens.number("the number of digits");
    int scale = tokens.skip(",") ? tokens.number("the number of decimal places") : 0;
    tokens.expect(")");
    if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
      throw tokens.error(
          name,
          name.text()
              + "("
              + precision
              + ","
              + scale
              + ") is out of range: 1 to "
              + MAX_PRECISION
              + " digits, and no more decimal places than digits");
    }
    return FieldType.logicalType(FixedPrecisionNumeric.of(precision, scale));
  }

  private static FieldType text(SchemaTokens.Token name, SchemaTokens tokens) {
    if (!tokens.skip("(")) {
      return FieldType.STRING;
    }
    int length = tokens.number("the greatest length");
    tokens.expect(")");
    if (length < 1) {
      throw tokens.error(name, "a length must be positive, but is " + length);
    }
    return FieldType.logicalType(VariableString.of(length));
  }
}
