package io.refrain.jdbc.sqlite;

import io.refrain.core.row.ColumnType;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.StoredType.Quirk;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What SQLite makes of declared types: hardly anything. A column has an affinity, which follows
 * from letters in its declared type, and takes values of any type all the same.
 *
 * <p>Source: the manual's "Datatypes In SQLite".
 */
final class SqliteTypes {
  /** Text of its own notation: a column of affinity TEXT, which leaves all digits as they are. */
  private static final String DECIMAL_TEXT = "DECIMAL_TEXT";

  /** The digits of a number that a column of affinity NUMERIC keeps for sure. */
  private static final int SURE_DIGITS = 15;

  private static final Pattern DECLARED =
      Pattern.compile("\\s*([^(]*?)\\s*(?:\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\).*)?");

  private SqliteTypes() {}

  static StoredType of(String declared) {
    Matcher parts = DECLARED.matcher(declared);
    String name = parts.matches() ? parts.group(1) : declared;
    boolean sized = parts.matches() && parts.group(2) != null;
    int size = sized ? Integer.parseInt(parts.group(2)) : 0;
    int scale = sized && parts.group(3) != null ? Integer.parseInt(parts.group(3)) : 0;
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "TINYINT" -> type(Family.TINYINT, name, 0, 0);
      case "SMALLINT", "INT2" -> type(Family.SMALLINT, name, 0, 0);
      case "MEDIUMINT" -> type(Family.INTEGER, name, 0, 0);
      case "INT", "INTEGER", "BIGINT", "INT8" -> type(Family.BIGINT, name, 0, 0);
      case "BOOLEAN", "BOOL" -> type(Family.BOOLEAN, name, 0, 0);
      case "REAL", "DOUBLE", "DOUBLE PRECISION", "FLOAT" ->
          type(Family.DOUBLE, name, 0, 0).with(Quirk.DYNAMIC, Quirk.NAN_IS_NULL);
      case "NUMERIC", "DECIMAL" -> number(name, sized, size, scale);
      case DECIMAL_TEXT ->
          type(Family.DECIMAL, name, size, sized ? scale : StoredType.UNLIMITED)
              .with(Quirk.DYNAMIC, Quirk.INCOMPARABLE);
      case "DATE" -> type(Family.DATE, name, 0, 0);
      case "TIME" -> type(Family.TIME, name, 0, sized ? size : StoredType.UNLIMITED);
      case "DATETIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ" ->
          type(Family.TIMESTAMP, name, 0, sized ? size : StoredType.UNLIMITED);
      case "UUID" -> type(Family.UUID, name, 0, 0);
      case "TEXT",
          "CLOB",
          "CHAR",
          "CHARACTER",
          "VARCHAR",
          "CHARACTER VARYING",
          "NCHAR",
          "NVARCHAR" ->
          type(Family.TEXT, name, size, 0).with(Quirk.DYNAMIC, Quirk.LENGTH_UNCHECKED);
      case "BLOB" -> type(Family.BYTES, name, 0, 0);
      default -> new StoredType(Family.OTHER, name.isEmpty() ? "(none)" : name, 0, 0);
    };
  }

  private static StoredType type(Family family, String name, int size, int scale) {
    return new StoredType(family, name, size, scale).with(Quirk.DYNAMIC);
  }

  /** Numbers are kept as floating ones of 64 bits: of a longer one only its first digits. */
  private static StoredType number(String name, boolean sized, int size, int scale) {
    if (!sized) {
      return type(Family.DECIMAL, name, SURE_DIGITS, StoredType.UNLIMITED);
    }
    String full = name + "(" + size + "," + scale + ")";
    return size > SURE_DIGITS
        ? new StoredType(Family.OTHER, full, size, scale)
        : type(Family.DECIMAL, name, size, scale);
  }

  static String declare(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "BOOLEAN";
      case INT8 -> "TINYINT";
      case INT16 -> "SMALLINT";
      case INT32 -> "INTEGER";
      case INT64 -> "BIGINT";
      case FLOAT, DOUBLE -> "DOUBLE PRECISION";
      case DATE -> "DATE";
      case TIME -> "TIME";
      case TIMESTAMP, LOCAL_TIMESTAMP -> "TIMESTAMP";
      case DECIMAL64, DECIMAL ->
          (type.precision() > SURE_DIGITS ? DECIMAL_TEXT : "NUMERIC")
              + "("
              + type.precision()
              + ","
              + type.scale()
              + ")";
      case DECIMAL_UNSCALED -> DECIMAL_TEXT;
      case UUID -> "UUID";
      case STRING -> "TEXT";
      case BYTES -> "BLOB";
      case ARRAY, MAP, ROW ->
          throw new IllegalArgumentException(
              "SQLite tables are not written with " + type.describe() + " columns.");
    };
  }
}
