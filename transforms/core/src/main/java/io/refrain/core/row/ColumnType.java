package io.refrain.core.row;

import java.io.Serializable;
import java.util.Optional;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;

/**
 * The physical type of one column of a {@link RowLayout}.
 *
 * @param kind how the value is stored
 * @param precision decimal digits in all, for {@link Kind#DECIMAL64} and {@link Kind#DECIMAL}
 * @param scale decimal digits after the point, for the same kinds
 * @param key the type of a map's keys, null otherwise
 * @param element the type of an array's elements or a map's values, null otherwise
 * @param nested the layout of a nested row, null otherwise
 */
public record ColumnType(
    Kind kind, int precision, int scale, ColumnType key, ColumnType element, RowLayout nested)
    implements Serializable {

  /** The largest decimal precision whose unscaled value always fits 64 bits. */
  public static final int MAX_DECIMAL64_PRECISION = 18;

  /** How a value is stored: in so many bytes of the fixed area, or in the variable area. */
  public enum Kind {
    /** One byte, 0 or 1. */
    BOOLEAN(1),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    /** IEEE 754, every NaN stored as the one canonical NaN. */
    FLOAT(4),
    /** IEEE 754, every NaN stored as the one canonical NaN. */
    DOUBLE(8),
    /** Days since 1970-01-01. */
    DATE(4),
    /** Microseconds since midnight. */
    TIME(8),
    /** Microseconds since 1970-01-01T00:00:00Z. */
    TIMESTAMP(8),
    /** A date and a time of day without a zone, as microseconds since 1970-01-01T00:00:00. */
    LOCAL_TIMESTAMP(8),
    /** The unscaled value of a decimal of at most 18 digits. */
    DECIMAL64(8),
    /** Sixteen bytes, most significant first. */
    UUID(16),
    /** The unscaled value, minimal two's complement, most significant byte first. */
    DECIMAL(0),
    /** A decimal without a declared scale: 4 bytes of scale, then the unscaled value, stripped. */
    DECIMAL_UNSCALED(0),
    /** UTF-8. */
    STRING(0),
    BYTES(0),
    /** A 4-byte count, then each element as a 4-byte length (-1 for null) and its bytes. */
    ARRAY(0),
    /** A 4-byte count, then keys and values as in an array, sorted by the bytes of the key. */
    MAP(0),
    /** A nested row in its own layout. */
    ROW(0);

    private final int width;

    Kind(int width) {
      this.width = width;
    }

    /** Bytes in the fixed area; 0 for a kind of variable length. */
    public int width() {
      return width;
    }

    /** Whether values of this kind live in the variable area. */
    public boolean isVariable() {
      return width == 0;
    }
  }

  static ColumnType of(Kind kind) {
    return new ColumnType(kind, 0, 0, null, null, null);
  }

  static ColumnType decimal(int precision, int scale) {
    Kind kind = precision <= MAX_DECIMAL64_PRECISION ? Kind.DECIMAL64 : Kind.DECIMAL;
    return new ColumnType(kind, precision, scale, null, null, null);
  }

  static ColumnType array(ColumnType element) {
    return new ColumnType(Kind.ARRAY, 0, 0, null, element, null);
  }

  static ColumnType map(ColumnType key, ColumnType value) {
    return new ColumnType(Kind.MAP, 0, 0, key, value, null);
  }

  static ColumnType row(RowLayout nested) {
    return new ColumnType(Kind.ROW, 0, 0, null, null, nested);
  }

  /**
   * The Beam type, not nullable, whose values this type stores as they are. Several Beam types
   * share a physical type; this is the one that loses nothing. Elements of arrays and values of
   * maps are nullable in it.
   */
  public FieldType toFieldType() {
    return switch (kind) {
      case BOOLEAN -> FieldType.BOOLEAN;
      case INT8 -> FieldType.BYTE;
      case INT16 -> FieldType.INT16;
      case INT32 -> FieldType.INT32;
      case INT64 -> FieldType.INT64;
      case FLOAT -> FieldType.FLOAT;
      case DOUBLE -> FieldType.DOUBLE;
      case DATE -> FieldType.logicalType(SqlTypes.DATE);
      case TIME -> FieldType.logicalType(SqlTypes.TIME);
      case TIMESTAMP -> FieldType.logicalType(new MicrosInstant());
      case LOCAL_TIMESTAMP -> FieldType.logicalType(SqlTypes.DATETIME);
      case DECIMAL64, DECIMAL -> FieldType.logicalType(FixedPrecisionNumeric.of(precision, scale));
      case DECIMAL_UNSCALED -> FieldType.DECIMAL;
      case UUID -> FieldType.logicalType(new UuidLogicalType());
      case STRING -> FieldType.STRING;
      case BYTES -> FieldType.BYTES;
      case ARRAY -> FieldType.array(element.toFieldType().withNullable(true));
      case MAP -> FieldType.map(key.toFieldType(), element.toFieldType().withNullable(true));
      case ROW -> FieldType.row(nested.schema());
    };
  }

  /** The name a person reads, as in SQL where SQL has one. */
  public String describe() {
    return switch (kind) {
      case INT8 -> "TINYINT";
      case INT16 -> "SMALLINT";
      case INT32 -> "INTEGER";
      case INT64 -> "BIGINT";
      case FLOAT -> "REAL";
      case TIMESTAMP -> "TIMESTAMP WITH TIME ZONE";
      case LOCAL_TIMESTAMP -> "TIMESTAMP WITHOUT TIME ZONE";
      case DECIMAL64, DECIMAL -> "DECIMAL(" + precision + "," + scale + ")";
      case DECIMAL_UNSCALED -> "DECIMAL";
      case STRING -> "VARCHAR";
      case ARRAY -> "ARRAY<" + element.describe() + ">";
      case MAP -> "MAP<" + key.describe() + ", " + element.describe() + ">";
      case ROW -> "ROW(" + Optional.ofNullable(nested).map(RowLayout::describe).orElse("") + ")";
      default -> kind.name();
    };
  }
}
