package io.refrain.jdbc.oracle;

import io.refrain.core.row.ColumnType;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.StoredType.Quirk;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Oracle's types.
 *
 * <p>Source: the manual's "Data Types" (SQL Language Reference). A DATE has a time of day, to the
 * second. Empty text, and empty bytes, are null. A NUMBER without a scale keeps 38 digits.
 */
final class OracleTypes {
  /**
   * What {@link OracleDialect#columnsQuery} gives for a NUMBER that was declared without a scale.
   */
  static final int NO_SCALE = -127;

  private static final int MAX_DIGITS = 38;
  private static final Pattern TIMESTAMP =
      Pattern.compile("TIMESTAMP\\((\\d)\\)( WITH TIME ZONE)?");

  private OracleTypes() {}

  static StoredType of(String typeName, int size, int digits) {
    Matcher timestamp = TIMESTAMP.matcher(typeName);
    if (timestamp.matches()) {
      Family family = timestamp.group(2) == null ? Family.TIMESTAMP : Family.TIMESTAMP_WITH_ZONE;
      return new StoredType(family, typeName, 0, Integer.parseInt(timestamp.group(1)))
          .with(Quirk.YEARS_1_TO_9999);
    }
    return switch (typeName) {
      case "BOOLEAN" -> new StoredType(Family.BOOLEAN, typeName, 0, 0);
      case "NUMBER" -> number(size, digits);
      case "BINARY_FLOAT" -> new StoredType(Family.REAL, typeName, 0, 0);
      case "BINARY_DOUBLE" -> new StoredType(Family.DOUBLE, typeName, 0, 0);
      case "DATE" -> new StoredType(Family.TIMESTAMP, typeName, 0, 0).with(Quirk.YEARS_1_TO_9999);
      case "VARCHAR2", "NVARCHAR2" ->
          new StoredType(Family.TEXT, typeName, size, 0).with(Quirk.EMPTY_IS_NULL);
      case "CHAR", "NCHAR" ->
          new StoredType(Family.PADDED_TEXT, typeName, size, 0).with(Quirk.EMPTY_IS_NULL);
      case "CLOB", "NCLOB" ->
          new StoredType(Family.TEXT, typeName, 0, 0).with(Quirk.EMPTY_IS_NULL, Quirk.INCOMPARABLE);
      case "RAW" -> new StoredType(Family.BYTES, typeName, size, 0).with(Quirk.EMPTY_IS_NULL);
      case "BLOB" ->
          new StoredType(Family.BYTES, typeName, 0, 0)
              .with(Quirk.EMPTY_IS_NULL, Quirk.INCOMPARABLE);
      default -> new StoredType(Family.OTHER, typeName, size, digits);
    };
  }

  private static StoredType number(int size, int digits) {
    int precision = size == 0 ? MAX_DIGITS : size;
    if (digits == NO_SCALE) {
      return new StoredType(Family.DECIMAL, "NUMBER", precision, StoredType.UNLIMITED);
    }
    return new StoredType(
        digits < 0 || digits > precision ? Family.OTHER : Family.DECIMAL,
        "NUMBER",
        precision,
        digits);
  }

  static String declare(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "BOOLEAN";
      case INT8 -> "NUMBER(3)";
      case INT16 -> "NUMBER(5)";
      case INT32 -> "NUMBER(10)";
      case INT64 -> "NUMBER(19)";
      case FLOAT -> "BINARY_FLOAT";
      case DOUBLE -> "BINARY_DOUBLE";
      case DATE -> "DATE";
      case TIMESTAMP -> "TIMESTAMP(6) WITH TIME ZONE";
      case LOCAL_TIMESTAMP -> "TIMESTAMP(6)";
      case DECIMAL64, DECIMAL -> "NUMBER(" + type.precision() + "," + type.scale() + ")";
      case DECIMAL_UNSCALED -> "NUMBER";
      case STRING -> "VARCHAR2(4000 CHAR)";
      case BYTES -> "BLOB";
      case TIME, UUID ->
          throw new IllegalArgumentException(
              "Oracle has no type for " + type.describe() + ": make it text.");
      case ARRAY, MAP, ROW ->
          throw new IllegalArgumentException(
              "Oracle tables are not written with " + type.describe() + " columns.");
    };
  }

  /** A key's index takes neither zones nor LOBs, and 6,000 bytes with blocks of the usual size. */
  static String declareKey(ColumnType type) {
    return switch (type.kind()) {
      case TIMESTAMP -> "TIMESTAMP(6)";
      case STRING -> "VARCHAR2(1000 CHAR)";
      case BYTES -> "RAW(2000)";
      default -> declare(type);
    };
  }
}
