package io.refrain.jdbc.mysql;

import io.refrain.core.row.ColumnType;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import java.util.Locale;

/** The types of MariaDB and MySQL, as both drivers name them. */
final class MySqlTypes {
  /** The length of a date, a blank and a time of day without a fraction. */
  private static final int DATETIME_LENGTH = 19;

  private static final String UNSIGNED = " unsigned";

  private MySqlTypes() {}

  static StoredType stored(String typeName, int size, int digits, int timeLength) {
    String name = typeName.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "boolean" -> new StoredType(Family.BOOLEAN, name, 0, 0);
      case "bit" -> new StoredType(size == 1 ? Family.BOOLEAN : Family.OTHER, name, size, 0);
      case "tinyint" -> new StoredType(Family.TINYINT, name, 0, 0);
      case "smallint", "tinyint unsigned" -> new StoredType(Family.SMALLINT, name, 0, 0);
      case "int", "mediumint", "smallint unsigned", "mediumint unsigned" ->
          new StoredType(Family.INTEGER, name, 0, 0);
      case "bigint", "int unsigned" -> new StoredType(Family.BIGINT, name, 0, 0);
      case "bigint unsigned" -> new StoredType(Family.DECIMAL, name, size, 0);
      case "decimal", "decimal unsigned" -> new StoredType(Family.DECIMAL, name, size, digits);
      case "float", "float unsigned" -> floating(Family.REAL, name, digits);
      case "double", "double unsigned" -> floating(Family.DOUBLE, name, digits);
      case "date" -> new StoredType(Family.DATE, name, 0, 0);
      case "time" -> new StoredType(Family.TIME, name, 0, fraction(size, timeLength));
      case "datetime", "timestamp" ->
          new StoredType(Family.TIMESTAMP, name, 0, fraction(size, DATETIME_LENGTH));
      case "uuid" -> new StoredType(Family.UUID, name, 0, 0);
      case "varchar", "tinytext", "text", "mediumtext", "longtext" ->
          new StoredType(Family.TEXT, name, size, 0);
      case "char" -> new StoredType(Family.PADDED_TEXT, name, size, 0);
      case "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
          new StoredType(Family.BYTES, name, size, 0);
      case "binary" -> new StoredType(Family.PADDED_BYTES, name, size, 0);
      default -> new StoredType(Family.OTHER, name, size, digits);
    };
  }

  /** FLOAT(7,3) and DOUBLE(7,3) round without a word. */
  private static StoredType floating(Family family, String name, int digits) {
    return new StoredType(digits == 0 ? family : Family.OTHER, name, 0, StoredType.FINITE);
  }

  /** Drivers tell the digits of a second by the length of the text, the point included. */
  private static int fraction(int size, int plain) {
    return switch (size - plain) {
      case 2, 3, 4, 5, 6, 7 -> size - plain - 1;
      default -> 0;
    };
  }

  static boolean isUnsignedInteger(StoredType type) {
    return type.name().endsWith("int" + UNSIGNED);
  }

  static String column(ColumnType type, String database) {
    return switch (type.kind()) {
      case BOOLEAN -> "BOOLEAN";
      case INT8 -> "TINYINT";
      case INT16 -> "SMALLINT";
      case INT32 -> "INT";
      case INT64 -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DATE -> "DATE";
      case TIME -> "TIME(6)";
      // TIMESTAMP ends in 2038.
      case TIMESTAMP, LOCAL_TIMESTAMP -> "DATETIME(6)";
      case DECIMAL64, DECIMAL -> "DECIMAL(" + type.precision() + "," + type.scale() + ")";
      case DECIMAL_UNSCALED -> "DECIMAL(65,30)";
      case UUID -> "CHAR(36) CHARACTER SET ascii COLLATE ascii_bin";
      case STRING -> "LONGTEXT CHARACTER SET utf8mb4";
      case BYTES -> "LONGBLOB";
      case ARRAY, MAP, ROW ->
          throw new IllegalArgumentException(
              database + " tables are not written with " + type.describe() + " columns.");
    };
  }
}
