package io.refrain.jdbc.duckdb;

import io.refrain.core.row.ColumnType;
import io.refrain.jdbc.dialect.CatalogQueries;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.ParameterArrays;
import io.refrain.jdbc.dialect.Remedies;
import io.refrain.jdbc.dialect.RowId;
import io.refrain.jdbc.dialect.RowLoader;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.StoredType.Quirk;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * DuckDB: small batches as lists through {@code unnest}, others through its appender.
 *
 * <p>One process has a file open. In it there is one connection here, which uses all cores; so only
 * somebody else's transactions in the same process can be in the way. They are not waited for: a
 * conflict undoes the batch, which is tried again. A row that somebody else inserts while a batch
 * is under way is an error that cannot be told from a violated constraint; the batch is tried again
 * for it, but a single row that meets with this twice running is rejected.
 *
 * <p>DuckDB keeps no lengths of text, and names no constraints in its messages.
 */
public final class DuckDbDialect implements JdbcDialect {
  static final String TIMESTAMP = "TIMESTAMP";

  /** At 1,000 rows the appender was measured at twice to five times the rate of lists. */
  private static final int APPENDED_ROWS = 500;

  private static final int MAX_DECIMAL_DIGITS = 38;
  private static final int DEFAULT_DECIMAL_SCALE = 18;

  private static final Pattern COLUMN =
      Pattern.compile(
          "(?:NOT NULL constraint failed: .*\\.(.+?)$|Duplicate key \"([^:\"]+):)",
          Pattern.MULTILINE);
  private static final Pattern CONSTRAINT =
      Pattern.compile("(CHECK\\(.+\\)|(?:primary key|unique|foreign key) constraint)");

  @Override
  public String name() {
    return "DuckDB";
  }

  @Override
  public boolean accepts(String url) {
    return url.startsWith("jdbc:duckdb:");
  }

  @Override
  public String quote(String identifier) {
    return SqlText.doubleQuoted(identifier);
  }

  @Override
  public StoredType storedType(String typeName, int size, int digits) {
    if (typeName.startsWith("DECIMAL(")) {
      return new StoredType(Family.DECIMAL, "DECIMAL", size, digits);
    }
    return switch (typeName) {
      case "BOOLEAN" -> type(Family.BOOLEAN, typeName, 0);
      case "TINYINT" -> type(Family.TINYINT, typeName, 0);
      case "SMALLINT" -> type(Family.SMALLINT, typeName, 0);
      case "INTEGER" -> type(Family.INTEGER, typeName, 0);
      case "BIGINT" -> type(Family.BIGINT, typeName, 0);
      case "FLOAT" -> type(Family.REAL, typeName, 0);
      case "DOUBLE" -> type(Family.DOUBLE, typeName, 0);
      // The driver knows years before 1 only where it is asked for no class.
      case "DATE" -> type(Family.DATE, typeName, 0).with(Quirk.DYNAMIC);
      case "TIME" -> type(Family.TIME, typeName, 6);
      case TIMESTAMP -> type(Family.TIMESTAMP, typeName, 6);
      case "TIMESTAMP_S" -> type(Family.TIMESTAMP, typeName, 0);
      case "TIMESTAMP_MS" -> type(Family.TIMESTAMP, typeName, 3);
      case "TIMESTAMP WITH TIME ZONE" -> type(Family.TIMESTAMP_WITH_ZONE, typeName, 6);
      case "UUID" -> type(Family.UUID, typeName, 0);
      case "VARCHAR" -> type(Family.TEXT, typeName, 0);
      case "BLOB" -> type(Family.BYTES, typeName, 0);
      default -> type(Family.OTHER, typeName, 0);
    };
  }

  private static StoredType type(Family family, String name, int scale) {
    return new StoredType(family, name, 0, scale);
  }

  @Override
  public String columnType(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "BOOLEAN";
      case INT8 -> "TINYINT";
      case INT16 -> "SMALLINT";
      case INT32 -> "INTEGER";
      case INT64 -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DATE -> "DATE";
      case TIME -> "TIME";
      case TIMESTAMP -> "TIMESTAMP WITH TIME ZONE";
      case LOCAL_TIMESTAMP -> TIMESTAMP;
      case DECIMAL64, DECIMAL -> decimal(type.precision(), type.scale());
      case DECIMAL_UNSCALED -> decimal(MAX_DECIMAL_DIGITS, DEFAULT_DECIMAL_SCALE);
      case UUID -> "UUID";
      case STRING -> "VARCHAR";
      case BYTES -> "BLOB";
      case ARRAY, MAP, ROW ->
          throw new IllegalArgumentException(
              "DuckDB tables are not written with " + type.describe() + " columns.");
    };
  }

  private static String decimal(int precision, int scale) {
    return "DECIMAL(" + precision + "," + scale + ")";
  }

  /** The driver binds a date before the year 1 as one after it. */
  @Override
  public boolean bindsAsText(StoredType type) {
    return type.family() == Family.DATE;
  }

  @Override
  public String placeholder(Column column) {
    return column.type().family() == Family.DATE ? date("CAST(? AS VARCHAR)") : "?";
  }

  private static String date(String text) {
    return "CAST(replace(" + text + ", ' BC', ' (BC)') AS DATE)";
  }

  @Override
  public Optional<ParameterArrays> arrays() {
    return Optional.of(
        new ParameterArrays() {
          @Override
          public String rows(List<Column> columns) {
            return "(SELECT "
                + SqlText.list(columns, c -> element(c) + " AS " + quote(c.name()))
                + ") s";
          }

          @Override
          public String elementType(StoredType type) {
            return type.family() == Family.DATE ? "VARCHAR" : nameOf(type);
          }
        });
  }

  private static String element(Column column) {
    return column.type().family() == Family.DATE
        ? date("unnest(CAST(? AS VARCHAR[]))")
        : "unnest(CAST(? AS " + nameOf(column.type()) + "[]))";
  }

  private static String nameOf(StoredType type) {
    return type.family() == Family.DECIMAL ? decimal(type.size(), type.scale()) : type.name();
  }

  @Override
  public RowLoader loader() {
    return new AppendLoader();
  }

  @Override
  public boolean loadsFaster(int rows) {
    return rows >= APPENDED_ROWS;
  }

  /** There are no locks on rows; what is read and written again is checked at the commit. */
  @Override
  public String selectByKeys(TargetTable table, String rows, boolean lock) {
    return "SELECT "
        + SqlText.list(table.columns(), c -> "t." + quote(c.name()))
        + " FROM "
        + rows
        + " JOIN "
        + SqlText.tableName(table, this::quote)
        + " t ON "
        + matches(table);
  }

  @Override
  public String insertAbsent(TargetTable table, String rows) {
    return SqlText.insert(SqlText.tableName(table, this::quote), table, rows, this::quote)
        + " ON CONFLICT ("
        + SqlText.list(table.keyColumns(), c -> quote(c.name()))
        + ") DO NOTHING";
  }

  @Override
  public String updateOlder(TargetTable table, String rows, boolean orSameVersion) {
    return "UPDATE "
        + SqlText.tableName(table, this::quote)
        + " AS t SET "
        + SqlText.list(table.valueColumns(), c -> quote(c.name()) + " = s." + quote(c.name()))
        + " FROM "
        + rows
        + " WHERE "
        + matches(table)
        + " AND "
        + isLater(table, orSameVersion);
  }

  @Override
  public String deleteOlder(TargetTable table, String rows, boolean orSameVersion) {
    return "DELETE FROM "
        + SqlText.tableName(table, this::quote)
        + " AS t USING "
        + rows
        + " WHERE "
        + matches(table)
        + " AND "
        + isLater(table, orSameVersion);
  }

  private String isLater(TargetTable table, boolean orSameVersion) {
    return SqlText.isLater(
        table.versionColumns(), c -> ordered("s", c), c -> ordered("t", c), orSameVersion);
  }

  /** A key's index goes by the bytes; a comparison goes by the column's collation. */
  private String matches(TargetTable table) {
    return SqlText.join(
        table.keyColumns(), c -> ordered("t", c) + " = " + ordered("s", c), " AND ");
  }

  private String ordered(String alias, Column column) {
    return exactly(alias + "." + quote(column.name()), column);
  }

  @Override
  public String temporaryName(String plain) {
    return "temp.main." + quote(plain);
  }

  @Override
  public String createTemporary(String name, TargetTable like) {
    return "CREATE TEMPORARY TABLE IF NOT EXISTS " + name + " AS " + none(like);
  }

  @Override
  public String createStaging(String name, TargetTable like) {
    return "CREATE TABLE " + name + " AS " + none(like);
  }

  private String none(TargetTable like) {
    return SqlText.select(like, this::quote) + " WITH NO DATA";
  }

  @Override
  public boolean anyUniqueIndexCaptures() {
    return false;
  }

  @Override
  public String sqlState(SQLException e) {
    return DuckDbErrors.sqlState(e);
  }

  @Override
  public Optional<String> constraintIn(String message) {
    return SqlText.first(CONSTRAINT, message);
  }

  @Override
  public Optional<String> columnIn(String message) {
    return SqlText.first(COLUMN, message);
  }

  @Override
  public String exactly(String value, Column column) {
    return column.type().family() == Family.TEXT ? "encode(" + value + ")" : value;
  }

  @Override
  public List<RowId> rowIds(Set<String> columns) {
    return columns.contains("rowid")
        ? List.of()
        : List.of(new RowId("t.rowid", type(Family.BIGINT, "BIGINT", 0), "rowid = ?"));
  }

  /** Of two transactions that delete one row, or update one value, the later fails. */
  @Override
  public String lockingRead() {
    return "";
  }

  @Override
  public CatalogQueries catalog() {
    return new DuckDbCatalog();
  }

  @Override
  public Remedies remedies() {
    return new DuckDbRemedies();
  }

  /** The driver does not say which columns are generated; the stored statement does. */
  @Override
  public Optional<String> columnsQuery() {
    return Optional.of(
        "SELECT c.table_name AS TABLE_NAME, c.column_name AS COLUMN_NAME, c.data_type AS TYPE_NAME,"
            + " coalesce(c.numeric_precision, 0) AS COLUMN_SIZE, coalesce(c.numeric_scale, 0) AS"
            + " DECIMAL_DIGITS, CASE WHEN c.is_nullable THEN 1 ELSE 0 END AS NULLABLE,"
            + " c.column_default AS COLUMN_DEF, 'NO' AS IS_AUTOINCREMENT, CASE WHEN"
            + " contains(t.sql, c.column_name || ' ' || c.data_type || ' GENERATED ALWAYS AS') OR"
            + " contains(t.sql, '\"' || replace(c.column_name, '\"', '\"\"') || '\" ' || c.data_type"
            + " || ' GENERATED ALWAYS AS') THEN 'YES' ELSE 'NO' END AS IS_GENERATEDCOLUMN FROM"
            + " duckdb_columns() c LEFT JOIN duckdb_tables() t ON t.table_oid = c.table_oid AND"
            + " t.database_name = c.database_name WHERE c.database_name = current_database() AND"
            + " c.schema_name = ? AND c.table_name = ? ORDER BY c.column_index");
  }

  /** The driver does not list the indexes of keys and constraints, nor the columns of any. */
  @Override
  public Optional<String> uniqueIndexesQuery() {
    return Optional.of(
        "WITH here AS (SELECT ? AS s, ? AS t), found AS (SELECT constraint_name AS n,"
            + " unnest(constraint_column_names) AS c FROM duckdb_constraints() JOIN here ON"
            + " schema_name = s AND table_name = t WHERE database_name = current_database() AND"
            + " constraint_type IN ('PRIMARY KEY', 'UNIQUE') UNION ALL SELECT index_name,"
            + " unnest(CAST(expressions AS VARCHAR[])) FROM duckdb_indexes() JOIN here ON"
            + " schema_name = s AND table_name = t WHERE database_name = current_database() AND"
            + " is_unique) SELECT n AS INDEX_NAME, CASE WHEN c LIKE '\"%\"' THEN"
            + " replace(c[2:-2], '\"\"', '\"') ELSE c END AS COLUMN_NAME FROM found");
  }

  @Override
  public String isolation() {
    return "TRANSACTION_REPEATABLE_READ";
  }

  @Override
  public boolean hasSavepoints() {
    return false;
  }

  @Override
  public int mostConnections() {
    return 1;
  }
}
