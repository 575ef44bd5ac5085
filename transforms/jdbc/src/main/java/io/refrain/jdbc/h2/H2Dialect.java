package io.refrain.jdbc.h2;

import io.refrain.core.row.ColumnType;
import io.refrain.jdbc.dialect.CatalogQueries;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.ParameterArrays;
import io.refrain.jdbc.dialect.RowId;
import io.refrain.jdbc.dialect.SqlStates;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** H2: batches as arrays through {@code TABLE}, guards in {@code MERGE ... WHEN MATCHED AND}. */
public final class H2Dialect implements JdbcDialect {

  /**
   * From H2's {@code org.h2.api.ErrorCode}: CONCURRENT_UPDATE_1, DATABASE_IS_CLOSED,
   * CONNECTION_BROKEN_1, OBJECT_CLOSED, STATEMENT_WAS_CANCELED.
   */
  private static final Set<Integer> TRANSIENT = Set.of(90131, 90098, 90067, 90007, 57014);

  /**
   * The same: CHECK_CONSTRAINT_VIOLATED_1, whose state is the standard's; the name is in quotes.
   */
  private static final Pattern CONSTRAINT =
      Pattern.compile("(?:violation|violated): \"([^\":]+)", Pattern.CASE_INSENSITIVE);

  private static final Pattern COLUMN =
      Pattern.compile("column \"([A-Za-z0-9_$]+)", Pattern.CASE_INSENSITIVE);

  @Override
  public String name() {
    return "H2";
  }

  @Override
  public boolean accepts(String url) {
    return url.startsWith("jdbc:h2:");
  }

  @Override
  public String quote(String identifier) {
    return SqlText.doubleQuoted(identifier);
  }

  @Override
  public StoredType storedType(String typeName, int size, int digits) {
    Family family =
        switch (typeName) {
          case "BOOLEAN" -> Family.BOOLEAN;
          case "TINYINT" -> Family.TINYINT;
          case "SMALLINT" -> Family.SMALLINT;
          case "INTEGER" -> Family.INTEGER;
          case "BIGINT" -> Family.BIGINT;
          case "NUMERIC", "DECIMAL", "DECFLOAT" -> Family.DECIMAL;
          case "REAL" -> Family.REAL;
          case "DOUBLE PRECISION", "FLOAT" -> Family.DOUBLE;
          case "DATE" -> Family.DATE;
          case "TIME" -> Family.TIME;
          case "TIMESTAMP" -> Family.TIMESTAMP;
          case "TIMESTAMP WITH TIME ZONE" -> Family.TIMESTAMP_WITH_ZONE;
          case "UUID" -> Family.UUID;
          case "CHARACTER VARYING", "CHARACTER LARGE OBJECT" -> Family.TEXT;
          case "CHARACTER" -> Family.PADDED_TEXT;
          case "BINARY VARYING", "BINARY LARGE OBJECT" -> Family.BYTES;
          default -> Family.OTHER;
        };
    // FLOAT(24) and less is stored as REAL.
    if (typeName.equals("FLOAT") && size <= 24) {
      family = Family.REAL;
    }
    int scale = typeName.equals("DECFLOAT") ? StoredType.UNLIMITED : digits;
    return new StoredType(family, typeName, size, scale);
  }

  @Override
  public String columnType(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "BOOLEAN";
      case INT8 -> "TINYINT";
      case INT16 -> "SMALLINT";
      case INT32 -> "INTEGER";
      case INT64 -> "BIGINT";
      case FLOAT -> "REAL";
      case DOUBLE -> "DOUBLE PRECISION";
      case DATE -> "DATE";
      case TIME -> "TIME(6)";
      case TIMESTAMP -> "TIMESTAMP(6) WITH TIME ZONE";
      case LOCAL_TIMESTAMP -> "TIMESTAMP(6)";
      case DECIMAL64, DECIMAL -> "NUMERIC(" + type.precision() + "," + type.scale() + ")";
      case DECIMAL_UNSCALED -> "DECFLOAT(100000)";
      case UUID -> "UUID";
      case STRING -> "CHARACTER VARYING";
      case BYTES -> "BINARY VARYING";
      case ARRAY, MAP, ROW ->
          throw new IllegalArgumentException(
              "H2 tables are not written with " + type.describe() + " columns.");
    };
  }

  /** H2 cuts a LocalTime in an array to milliseconds; text it reads in full. */
  @Override
  public boolean bindsAsText(StoredType type) {
    return type.family() == Family.TIME;
  }

  @Override
  public String selectByKeys(TargetTable table, String rows, boolean lock) {
    List<Column> keys = table.keyColumns();
    return "SELECT "
        + SqlText.list(table.columns(), c -> "t." + quote(c.name()))
        + " FROM "
        + rows
        + " JOIN "
        + SqlText.tableName(table, this::quote)
        + " t ON "
        + matches(keys)
        + (lock
            ? " ORDER BY " + SqlText.list(keys, c -> "t." + quote(c.name())) + " FOR UPDATE"
            : "");
  }

  @Override
  public String insertAbsent(TargetTable table, String rows) {
    return merge(table, rows)
        + " WHEN NOT MATCHED THEN INSERT ("
        + SqlText.list(table.columns(), c -> quote(c.name()))
        + ") VALUES ("
        + SqlText.list(table.columns(), c -> "s." + quote(c.name()))
        + ")";
  }

  @Override
  public String updateOlder(TargetTable table, String rows, boolean orSameVersion) {
    return merge(table, rows)
        + " WHEN MATCHED AND "
        + SqlText.isLater(
            table.versionColumns(), c -> ordered("s", c), c -> ordered("t", c), orSameVersion)
        + " THEN UPDATE SET "
        + SqlText.list(table.valueColumns(), c -> quote(c.name()) + " = s." + quote(c.name()));
  }

  @Override
  public boolean updatesOnlyStored() {
    return true;
  }

  @Override
  public String deleteOlder(TargetTable table, String rows, boolean orSameVersion) {
    return merge(table, rows)
        + " WHEN MATCHED AND "
        + SqlText.isLater(
            table.versionColumns(), c -> ordered("s", c), c -> ordered("t", c), orSameVersion)
        + " THEN DELETE";
  }

  private String merge(TargetTable table, String rows) {
    return "MERGE INTO "
        + SqlText.tableName(table, this::quote)
        + " t USING "
        + rows
        + " ON ("
        + matches(table.keyColumns())
        + ")";
  }

  @Override
  public Optional<ParameterArrays> arrays() {
    return Optional.of(
        new ParameterArrays() {
          @Override
          public String rows(List<Column> columns) {
            return "TABLE("
                + SqlText.list(
                    columns, c -> quote(c.name()) + " " + elementTypeOf(c.type()) + " = ?")
                + ") s";
          }

          @Override
          public String elementType(StoredType type) {
            return elementTypeOf(type);
          }
        });
  }

  private static String elementTypeOf(StoredType type) {
    return switch (type.family()) {
      case DECIMAL ->
          type.scale() == StoredType.UNLIMITED
              ? "DECFLOAT(100000)"
              : "NUMERIC(" + type.size() + "," + type.scale() + ")";
      case TIME -> "TIME(9)";
      case TIMESTAMP -> "TIMESTAMP(9)";
      case TIMESTAMP_WITH_ZONE -> "TIMESTAMP(9) WITH TIME ZONE";
      case PADDED_TEXT -> "CHARACTER(" + type.size() + ")";
      default -> type.name();
    };
  }

  @Override
  public String createTemporary(String name, TargetTable like) {
    return "CREATE LOCAL TEMPORARY TABLE IF NOT EXISTS " + name + " TRANSACTIONAL AS " + none(like);
  }

  @Override
  public String createStaging(String name, TargetTable like) {
    return "CREATE TABLE " + name + " AS " + none(like);
  }

  private String none(TargetTable like) {
    return SqlText.select(like, this::quote) + " WITH NO DATA";
  }

  private String matches(List<Column> keys) {
    return SqlText.matches(keys, this::quote);
  }

  /** Text is compared by its UTF-8, which no collation setting of the database changes. */
  private String ordered(String alias, Column column) {
    String name = alias + "." + quote(column.name());
    return switch (column.type().family()) {
      case TEXT, PADDED_TEXT -> "CAST(" + name + " AS BINARY VARYING)";
      default -> name;
    };
  }

  @Override
  public CatalogQueries catalog() {
    return new H2Catalog();
  }

  @Override
  public List<RowId> rowIds(Set<String> columns) {
    return columns.contains("_rowid_")
        ? List.of()
        : List.of(
            new RowId("t._ROWID_", new StoredType(Family.BIGINT, "BIGINT", 0, 0), "_ROWID_ = ?"));
  }

  /** MERGE finds rows by its ON condition alone. */
  @Override
  public boolean anyUniqueIndexCaptures() {
    return false;
  }

  @Override
  public Fault fault(String sqlState, int vendorCode) {
    return TRANSIENT.contains(vendorCode) ? Fault.TRANSIENT : SqlStates.fault(sqlState);
  }

  @Override
  public Optional<String> constraintIn(String message) {
    return first(CONSTRAINT, message);
  }

  @Override
  public Optional<String> columnIn(String message) {
    return first(COLUMN, message);
  }

  private static Optional<String> first(Pattern pattern, String message) {
    Matcher matcher = pattern.matcher(message == null ? "" : message);
    return matcher.find() ? Optional.of(matcher.group(1).trim()) : Optional.empty();
  }
}
