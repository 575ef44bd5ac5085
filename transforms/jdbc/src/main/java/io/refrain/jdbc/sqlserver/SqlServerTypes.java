package io.refrain.jdbc.sqlserver;

import io.refrain.core.row.ColumnType;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.StoredType.Quirk;
import java.util.Locale;

/**
 * SQL Server's types.
 *
 * <p>Source: the manual's "Data types (Transact-SQL)". A {@code datetime} counts in thirds of a
 * hundredth of a second, so it holds hundredths exactly; {@code varchar} keeps what its code page
 * has.
 */
final class SqlServerTypes {
  static final String DATETIME = "datetime";
  private static final int HUNDREDTHS = 2;
  private static final int MAX_DECIMAL_DIGITS = 38;
  private static final int DEFAULT_DECIMAL_SCALE = 18;

  private SqlServerTypes() {}

  static StoredType of(String typeName, int size, int digits) {
    String name = typeName.toLowerCase(Locale.ROOT).replaceFirst("(\\(\\))? identity$", "");
    return switch (name) {
      case "bit" -> type(Family.BOOLEAN, name, 0, 0);
      case "tinyint", "smallint" -> type(Family.SMALLINT, name, 0, 0);
      case "int" -> type(Family.INTEGER, name, 0, 0);
      case "bigint" -> type(Family.BIGINT, name, 0, 0);
      case "decimal", "numeric" -> type(Family.DECIMAL, name, size, digits);
      case "money" -> type(Family.DECIMAL, name, 19, 4);
      case "smallmoney" -> type(Family.DECIMAL, name, 10, 4);
      case "real" -> type(Family.REAL, name, 0, StoredType.FINITE);
      case "float" -> type(Family.DOUBLE, name, 0, StoredType.FINITE);
      case "date" -> type(Family.DATE, name, 0, 0).with(Quirk.YEARS_1_TO_9999);
      case "time" -> type(Family.TIME, name, 0, digits);
      case "datetime2" -> type(Family.TIMESTAMP, name, 0, digits).with(Quirk.YEARS_1_TO_9999);
      case DATETIME -> type(Family.TIMESTAMP, name, 0, HUNDREDTHS).with(Quirk.YEARS_1_TO_9999);
      case "datetimeoffset" ->
          type(Family.TIMESTAMP_WITH_ZONE, name, 0, digits).with(Quirk.YEARS_1_TO_9999);
      case "uniqueidentifier" -> type(Family.UUID, name, 0, 0);
      case "nvarchar" -> type(Family.TEXT, name, size, 0);
      case "nchar" -> type(Family.PADDED_TEXT, name, size, 0);
      case "varchar" -> type(Family.TEXT, name, size, 0).with(Quirk.ASCII_ONLY);
      case "char" -> type(Family.PADDED_TEXT, name, size, 0).with(Quirk.ASCII_ONLY);
      case "varbinary" -> type(Family.BYTES, name, size, 0);
      default -> type(Family.OTHER, name, size, digits);
    };
  }

  private static StoredType type(Family family, String name, int size, int scale) {
    return new StoredType(family, name, size, scale);
  }

  static String declare(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "bit";
      case INT8, INT16 -> "smallint";
      case INT32 -> "int";
      case INT64 -> "bigint";
      case FLOAT -> "real";
      case DOUBLE -> "float(53)";
      case DATE -> "date";
      case TIME -> "time(6)";
      case TIMESTAMP -> "datetimeoffset(6)";
      case LOCAL_TIMESTAMP -> "datetime2(6)";
      case DECIMAL64, DECIMAL -> decimal(type.precision(), type.scale());
      case DECIMAL_UNSCALED -> decimal(MAX_DECIMAL_DIGITS, DEFAULT_DECIMAL_SCALE);
      case UUID -> "uniqueidentifier";
      case STRING -> "nvarchar(max)";
      case BYTES -> "varbinary(max)";
      case ARRAY, MAP, ROW ->
          throw new IllegalArgumentException(
              "SQL Server tables are not written with " + type.describe() + " columns.");
    };
  }

  /** The key of a table may have 900 bytes. */
  static String declareKey(ColumnType type) {
    return switch (type.kind()) {
      case STRING -> "nvarchar(450)";
      case BYTES -> "varbinary(900)";
      default -> declare(type);
    };
  }

  private static String decimal(int precision, int scale) {
    return "decimal(" + precision + "," + scale + ")";
  }
}
