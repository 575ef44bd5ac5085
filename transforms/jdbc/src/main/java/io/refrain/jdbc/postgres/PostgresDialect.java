package io.refrain.jdbc.postgres;

import io.refrain.core.row.ColumnType;
import io.refrain.jdbc.dialect.ArrayRows;
import io.refrain.jdbc.dialect.CatalogQueries;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.ParameterArrays;
import io.refrain.jdbc.dialect.RawResults;
import io.refrain.jdbc.dialect.RowId;
import io.refrain.jdbc.dialect.RowLoader;
import io.refrain.jdbc.dialect.SqlStates;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * PostgreSQL: absent rows by binary COPY, all else as arrays through {@code unnest}, guards in
 * {@code ON CONFLICT}.
 */
public final class PostgresDialect implements JdbcDialect {
  private static final int MAX_DECIMAL_DIGITS = 1000;

  /**
   * A COPY takes two or three round trips, an INSERT one; from here on it took less CPU throughout.
   */
  private static final int ROWS_WORTH_A_COPY = 100;

  /**
   * From the manual's appendix "PostgreSQL Error Codes": admin_shutdown, crash_shutdown,
   * cannot_connect_now, lock_not_available, query_canceled (by a timeout), too_many_connections,
   * idle_in_transaction_session_timeout, idle_session_timeout, in_failed_sql_transaction.
   */
  private static final Set<String> TRANSIENT =
      Set.of("57P01", "57P02", "57P03", "55P03", "57014", "53300", "25P03", "57P05", "25P02");

  /** The same appendix: raise_exception, by which a trigger refuses a row. */
  private static final String RAISE_EXCEPTION = "P0001";

  private final int rowsWorthACopy;

  public PostgresDialect() {
    this(ROWS_WORTH_A_COPY);
  }

  PostgresDialect(int rowsWorthACopy) {
    this.rowsWorthACopy = rowsWorthACopy;
  }

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public boolean accepts(String url) {
    return url.startsWith("jdbc:postgresql:");
  }

  @Override
  public String quote(String identifier) {
    return SqlText.doubleQuoted(identifier);
  }

  @Override
  public StoredType storedType(String typeName, int size, int digits) {
    return switch (typeName) {
      case "bool" -> new StoredType(Family.BOOLEAN, typeName, 0, 0);
      case "int2", "smallserial" -> new StoredType(Family.SMALLINT, "int2", 0, 0);
      case "int4", "serial" -> new StoredType(Family.INTEGER, "int4", 0, 0);
      case "int8", "bigserial" -> new StoredType(Family.BIGINT, "int8", 0, 0);
      case "numeric" ->
          size > MAX_DECIMAL_DIGITS || size == 0
              ? new StoredType(Family.DECIMAL, typeName, 0, StoredType.UNLIMITED)
              : new StoredType(Family.DECIMAL, typeName, size, digits);
      case "float4" -> new StoredType(Family.REAL, typeName, 0, 0);
      case "float8" -> new StoredType(Family.DOUBLE, typeName, 0, 0);
      case "date" -> new StoredType(Family.DATE, typeName, 0, 0);
      case "time" -> new StoredType(Family.TIME, typeName, 0, digits);
      case "timestamp" -> new StoredType(Family.TIMESTAMP, typeName, 0, digits);
      case "timestamptz" -> new StoredType(Family.TIMESTAMP_WITH_ZONE, typeName, 0, digits);
      case "uuid" -> new StoredType(Family.UUID, typeName, 0, 0);
      case "text", "varchar" -> new StoredType(Family.TEXT, typeName, size, 0);
      case "bpchar" -> new StoredType(Family.PADDED_TEXT, typeName, size, 0);
      case "bytea" -> new StoredType(Family.BYTES, typeName, 0, 0);
      default -> new StoredType(Family.OTHER, typeName, size, digits);
    };
  }

  @Override
  public String columnType(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "boolean";
      case INT8, INT16 -> "smallint";
      case INT32 -> "integer";
      case INT64 -> "bigint";
      case FLOAT -> "real";
      case DOUBLE -> "double precision";
      case DATE -> "date";
      case TIME -> "time(6)";
      case TIMESTAMP -> "timestamp(6) with time zone";
      case LOCAL_TIMESTAMP -> "timestamp(6)";
      case DECIMAL64, DECIMAL -> "numeric(" + type.precision() + "," + type.scale() + ")";
      case DECIMAL_UNSCALED -> "numeric";
      case UUID -> "uuid";
      case STRING -> "text";
      case BYTES -> "bytea";
      case ARRAY, MAP, ROW ->
          throw new IllegalArgumentException(
              "PostgreSQL tables are not written with " + type.describe() + " columns.");
    };
  }

  @Override
  public boolean bindsAsText(StoredType type) {
    return true;
  }

  @Override
  public boolean textHoldsNul() {
    return false;
  }

  /** The manual, "Explicit Locking": SHARE ROW EXCLUSIVE lets nobody write, and everybody read. */
  @Override
  public List<String> beforeReplace(String table) {
    return List.of(keepWritersOut(table).orElseThrow(), "SET CONSTRAINTS ALL DEFERRED");
  }

  /**
   * By the index, always: a plain join would leave the planner the choice to scan the whole table
   * for each batch.
   */
  @Override
  public String selectByKeys(TargetTable table, String rows, boolean lock) {
    return lock || table.keys().size() > 1 ? selectEach(table, rows, lock) : selectAny(table, rows);
  }

  /**
   * One walk through the index, which since PostgreSQL 17 does not begin anew for each key. The
   * planner takes an array that it does not know for a short one, and so never scans a large table.
   */
  private String selectAny(TargetTable table, String rows) {
    String key = quote(table.keyColumns().get(0).name());
    return "SELECT "
        + SqlText.list(table.columns(), c -> "t." + quote(c.name()))
        + " FROM "
        + SqlText.tableName(table, this::quote)
        + " AS t WHERE t."
        + key
        + " = ANY (ARRAY(SELECT s."
        + key
        + " FROM "
        + rows
        + "))";
  }

  /** One probe of the index for each key; {@code OFFSET 0} keeps the inner query as it is. */
  private String selectEach(TargetTable table, String rows, boolean lock) {
    List<Column> keys = table.keyColumns();
    return "SELECT "
        + SqlText.list(table.columns(), c -> "f." + quote(c.name()))
        + " FROM (SELECT * FROM "
        + rows
        + (lock ? " ORDER BY " + SqlText.list(keys, c -> "s." + quote(c.name())) : "")
        + " OFFSET 0) AS s CROSS JOIN LATERAL (SELECT "
        + SqlText.list(table.columns(), c -> "t." + quote(c.name()))
        + " FROM "
        + SqlText.tableName(table, this::quote)
        + " AS t WHERE "
        + SqlText.matches(keys, this::quote)
        + " OFFSET 0"
        + (lock ? " FOR UPDATE" : "")
        + ") AS f";
  }

  @Override
  public String insertAbsent(TargetTable table, String rows) {
    return SqlText.insert(SqlText.tableName(table, this::quote) + " AS t", table, rows, this::quote)
        + " ON CONFLICT ("
        + SqlText.list(table.keyColumns(), c -> quote(c.name()))
        + ") DO NOTHING";
  }

  /** Cheaper than ON CONFLICT, which looks each key up once more before it updates its row. */
  @Override
  public String updateOlder(TargetTable table, String rows, boolean orSameVersion) {
    return "UPDATE "
        + SqlText.tableName(table, this::quote)
        + " AS t SET "
        + SqlText.list(table.valueColumns(), c -> quote(c.name()) + " = s." + quote(c.name()))
        + " FROM "
        + rows
        + " WHERE "
        + SqlText.matches(table.keyColumns(), this::quote)
        + " AND "
        + SqlText.isLater(
            table.versionColumns(), c -> ordered("s", c), c -> ordered("t", c), orSameVersion);
  }

  @Override
  public boolean updatesOnlyStored() {
    return true;
  }

  @Override
  public String deleteOlder(TargetTable table, String rows, boolean orSameVersion) {
    return "DELETE FROM "
        + SqlText.tableName(table, this::quote)
        + " AS t USING "
        + rows
        + " WHERE "
        + SqlText.matches(table.keyColumns(), this::quote)
        + " AND "
        + SqlText.isLater(
            table.versionColumns(), c -> ordered("s", c), c -> ordered("t", c), orSameVersion);
  }

  @Override
  public Optional<ParameterArrays> arrays() {
    return Optional.of(
        new ParameterArrays() {
          @Override
          public String rows(List<Column> columns) {
            return "unnest("
                + SqlText.list(columns, c -> "CAST(? AS " + c.type().name() + "[])")
                + ") AS s ("
                + SqlText.list(columns, c -> quote(c.name()))
                + ")";
          }

          @Override
          public String elementType(StoredType type) {
            return type.name();
          }

          @Override
          public void bind(
              Connection connection,
              PreparedStatement statement,
              int i,
              Column column,
              ArrayRows rows)
              throws SQLException {
            if (CopyLoader.isDriverPresent() && BinaryArray.suits(connection, column)) {
              statement.setObject(i + 1, BinaryArray.of(column, i, rows));
            } else {
              ParameterArrays.super.bind(connection, statement, i, column, rows);
            }
          }
        });
  }

  /**
   * The plan is made once, for arrays of no known length, and so always goes by the index: for an
   * array that it knows to be long the planner may scan the whole table for each batch. The manual,
   * "Query Planning": since PostgreSQL 12.
   */
  @Override
  public Optional<String> onConnect() {
    return Optional.of(
        "SELECT set_config(name, 'force_generic_plan', false) FROM pg_catalog.pg_settings WHERE name ="
            + " 'plan_cache_mode'");
  }

  @Override
  public String placeholder(Column column) {
    return "CAST(? AS " + column.type().name() + ")";
  }

  @Override
  public RowLoader loader() {
    return new CopyLoader(this);
  }

  @Override
  public Map<String, String> driverProperties() {
    return Map.of("binaryTransferEnable", BinaryArray.arraysToEnable());
  }

  @Override
  public Optional<RawResults> rawResults() {
    return CopyLoader.isDriverPresent() ? Optional.of(new BinaryResults()) : Optional.empty();
  }

  @Override
  public boolean loadsFaster(int rows) {
    return rows >= rowsWorthACopy;
  }

  @Override
  public String createTemporary(String name, TargetTable like) {
    return "CREATE TEMPORARY TABLE IF NOT EXISTS "
        + name
        + " ON COMMIT DELETE ROWS AS "
        + none(like);
  }

  @Override
  public String createStaging(String name, TargetTable like) {
    return "CREATE UNLOGGED TABLE " + name + " AS " + none(like);
  }

  private String none(TargetTable like) {
    return SqlText.select(like, this::quote) + " WITH NO DATA";
  }

  /** Text is compared by its bytes, whatever collation the column has. */
  private String ordered(String alias, Column column) {
    String name = alias + "." + quote(column.name());
    return switch (column.type().family()) {
      case TEXT, PADDED_TEXT -> name + " COLLATE \"C\"";
      default -> name;
    };
  }

  @Override
  public CatalogQueries catalog() {
    return new PostgresCatalog();
  }

  /** Partitions and tables that inherit each number their rows for themselves. */
  @Override
  public List<RowId> rowIds(Set<String> columns) {
    StoredType text = new StoredType(Family.TEXT, "text", 0, 0);
    return List.of(
        new RowId("CAST(t.tableoid AS text)", text, "tableoid = CAST(? AS oid)"),
        new RowId("CAST(t.ctid AS text)", text, "ctid = CAST(? AS tid)"));
  }

  /** The manual, "Explicit Locking": nobody else writes in this mode, and everybody reads. */
  @Override
  public Optional<String> keepWritersOut(String table) {
    return Optional.of("LOCK TABLE " + table + " IN SHARE ROW EXCLUSIVE MODE");
  }

  /** A violation of an index that is not named in ON CONFLICT is an error. */
  @Override
  public boolean anyUniqueIndexCaptures() {
    return false;
  }

  @Override
  public Fault fault(String sqlState, int vendorCode) {
    if (sqlState != null && TRANSIENT.contains(sqlState)) {
      return Fault.TRANSIENT;
    }
    return RAISE_EXCEPTION.equals(sqlState) ? Fault.ROW : SqlStates.fault(sqlState);
  }

  @Override
  public Optional<String> constraintIn(String message) {
    return SqlText.constraintIn(message);
  }

  @Override
  public Optional<String> columnIn(String message) {
    return SqlText.columnIn(message);
  }
}
