package io.refrain.jdbc.oracle;

import io.refrain.core.row.ColumnType;
import io.refrain.jdbc.dialect.CatalogQueries;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.Remedies;
import io.refrain.jdbc.dialect.RowLoader;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Oracle: batches by array binding through a private temporary table, guards in {@code MERGE}.
 *
 * <p><b>No test ran on a real server</b>: see the package.
 *
 * <p>Empty text is null in Oracle, so a row with one is rejected rather than stored as another. A
 * DATE column takes dates, as their midnight, and timestamps of whole seconds. There is no type for
 * a time of day, and none for UUIDs: make them text. BOOLEAN columns are those of version 23 and
 * later.
 */
public final class OracleDialect implements JdbcDialect {
  private static final int MAX_IDENTIFIER_BYTES = 128;

  /** The PRIVATE_TEMP_TABLE_PREFIX that a database has unless it was changed. */
  private static final String PRIVATE_PREFIX = "ORA$PTT_";

  /** ORA-00955: name is already used by an existing object. */
  private static final int ORA_00955 = -955;

  private static final Pattern CONSTRAINT = Pattern.compile("constraint \\(([^)]+)\\)");
  private static final Pattern COLUMN =
      Pattern.compile("(?:into|update|for column) \\(?\"[^\"]+\"\\.\"[^\"]+\"\\.\"([^\"]+)\"");

  @Override
  public String name() {
    return "Oracle";
  }

  @Override
  public boolean accepts(String url) {
    return url.startsWith("jdbc:oracle:");
  }

  /** Oracle has no way to write a double quote in a name. */
  @Override
  public String quote(String identifier) {
    if (identifier.indexOf('\0') >= 0
        || identifier.indexOf('"') >= 0
        || identifier.getBytes(StandardCharsets.UTF_8).length > MAX_IDENTIFIER_BYTES) {
      throw new IllegalArgumentException(
          "Oracle has no such name: '"
              + identifier
              + "'. A name has at most 128 bytes, none of which is a double quote or NUL.");
    }
    return '"' + identifier + '"';
  }

  @Override
  public StoredType storedType(String typeName, int size, int digits) {
    return OracleTypes.of(typeName, size, digits);
  }

  @Override
  public String columnType(ColumnType type) {
    return OracleTypes.declare(type);
  }

  @Override
  public String keyColumnType(ColumnType type) {
    return OracleTypes.declareKey(type);
  }

  @Override
  public boolean bindsAsText(StoredType type) {
    return false;
  }

  /** The clock of the server, with its zone. */
  @Override
  public String currentTimestamp() {
    return "SYSTIMESTAMP";
  }

  @Override
  public String keyText(int characters) {
    return "VARCHAR2(" + characters + " CHAR)";
  }

  /** A LOB is not compared by {@code =}; a CHAR is filled up with blanks, what is bound is not. */
  @Override
  public String isEqual(Column column) {
    String name = quote(column.name());
    return switch (column.type().name()) {
      case "CLOB", "NCLOB" -> "DBMS_LOB.COMPARE(" + name + ", ?) = 0";
      case "CHAR", "NCHAR" -> "RTRIM(" + name + ") = ?";
      default -> name + " = ?";
    };
  }

  @Override
  public CatalogQueries catalog() {
    return new OracleCatalog();
  }

  @Override
  public Remedies remedies() {
    return new OracleRemedies();
  }

  @Override
  public RowLoader loader() {
    return new ArrayBindLoader(this);
  }

  /** The hint names aliases only: each key is looked up in the index. */
  @Override
  public String selectByKeys(TargetTable table, String rows, boolean lock) {
    List<Column> keys = table.keyColumns();
    return "SELECT /*+ LEADING(s) USE_NL(t) */ "
        + SqlText.list(table.columns(), c -> "t." + quote(c.name()))
        + " FROM "
        + rows
        + " JOIN "
        + SqlText.tableName(table, this::quote)
        + " t ON "
        + matches(table)
        + (lock
            ? " ORDER BY "
                + SqlText.list(keys, c -> "t." + quote(c.name()))
                + " FOR UPDATE OF t."
                + quote(keys.get(0).name())
            : "");
  }

  @Override
  public String insertAbsent(TargetTable table, String rows) {
    String name = SqlText.tableName(table, this::quote);
    return SqlText.insert(name, table, rows, this::quote)
        + " WHERE NOT EXISTS (SELECT 1 FROM "
        + name
        + " t WHERE "
        + matches(table)
        + ")";
  }

  @Override
  public String updateOlder(TargetTable table, String rows, boolean orSameVersion) {
    return "MERGE INTO "
        + SqlText.tableName(table, this::quote)
        + " t USING "
        + rows
        + " ON ("
        + matches(table)
        + ") WHEN MATCHED THEN UPDATE SET "
        + SqlText.list(
            table.valueColumns(), c -> "t." + quote(c.name()) + " = s." + quote(c.name()))
        + " WHERE "
        + isLater(table, orSameVersion);
  }

  @Override
  public boolean updatesOnlyStored() {
    return true;
  }

  @Override
  public String deleteOlder(TargetTable table, String rows, boolean orSameVersion) {
    String name = SqlText.tableName(table, this::quote);
    return "DELETE FROM "
        + name
        + " WHERE ROWID IN (SELECT /*+ LEADING(s) USE_NL(t) */ t.ROWID FROM "
        + rows
        + " JOIN "
        + name
        + " t ON "
        + matches(table)
        + " WHERE "
        + isLater(table, orSameVersion)
        + ")";
  }

  private String isLater(TargetTable table, boolean orSameVersion) {
    return SqlText.isLater(
        table.versionColumns(),
        c -> "s." + quote(c.name()),
        c -> "t." + quote(c.name()),
        orSameVersion);
  }

  private String matches(TargetTable table) {
    return SqlText.matches(table.keyColumns(), this::quote);
  }

  @Override
  public String temporaryName(String plain) {
    return quote(PRIVATE_PREFIX + plain.toUpperCase(Locale.ROOT));
  }

  /** The definition stays with the session; making it does not end the transaction. */
  @Override
  public String createTemporary(String name, TargetTable like) {
    String create =
        "CREATE PRIVATE TEMPORARY TABLE "
            + name
            + " ON COMMIT PRESERVE DEFINITION AS "
            + none(like);
    return "BEGIN EXECUTE IMMEDIATE '"
        + create.replace("'", "''")
        + "'; EXCEPTION WHEN OTHERS THEN IF SQLCODE <> "
        + ORA_00955
        + " THEN RAISE; END IF; END;";
  }

  @Override
  public String createStaging(String name, TargetTable like) {
    return "CREATE TABLE " + name + " NOLOGGING AS " + none(like);
  }

  /** The nullable side of an outer join: NOT NULL is not taken over. */
  private String none(TargetTable like) {
    return "SELECT "
        + SqlText.list(like.columns(), c -> "t." + quote(c.name()))
        + " FROM (SELECT 1 AS one FROM DUAL) o LEFT JOIN "
        + SqlText.tableName(like, this::quote)
        + " t ON 1 = 0 WHERE 1 = 0";
  }

  @Override
  public boolean anyUniqueIndexCaptures() {
    return false;
  }

  @Override
  public String sqlState(SQLException e) {
    return OracleErrors.sqlState(e);
  }

  @Override
  public Optional<String> constraintIn(String message) {
    return SqlText.first(CONSTRAINT, message);
  }

  @Override
  public Optional<String> columnIn(String message) {
    return SqlText.first(COLUMN, message);
  }

  /**
   * The driver streams the text of defaults, and does not tell a NUMBER without a scale for sure.
   */
  @Override
  public Optional<String> columnsQuery() {
    return Optional.of(
        "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE AS TYPE_NAME, CASE WHEN CHAR_LENGTH > 0 THEN"
            + " CHAR_LENGTH WHEN DATA_TYPE = 'RAW' THEN DATA_LENGTH ELSE COALESCE(DATA_PRECISION, 0)"
            + " END AS COLUMN_SIZE, COALESCE(DATA_SCALE, "
            + OracleTypes.NO_SCALE
            + ") AS DECIMAL_DIGITS, CASE NULLABLE WHEN 'N' THEN 0 ELSE 1 END AS NULLABLE, CASE WHEN"
            + " DEFAULT_LENGTH > 0 THEN 'yes' END AS COLUMN_DEF, IDENTITY_COLUMN AS"
            + " IS_AUTOINCREMENT, VIRTUAL_COLUMN AS IS_GENERATEDCOLUMN FROM ALL_TAB_COLS WHERE OWNER ="
            + " ? AND TABLE_NAME = ? AND HIDDEN_COLUMN = 'NO' ORDER BY COLUMN_ID");
  }

  /** An expression shows as a hidden column, which is none of the table's. */
  @Override
  public Optional<String> uniqueIndexesQuery() {
    return Optional.of(
        "SELECT i.INDEX_NAME, c.COLUMN_NAME FROM ALL_INDEXES i JOIN ALL_IND_COLUMNS c ON"
            + " c.INDEX_OWNER = i.OWNER AND c.INDEX_NAME = i.INDEX_NAME WHERE i.TABLE_OWNER = ? AND"
            + " i.TABLE_NAME = ? AND i.UNIQUENESS = 'UNIQUE' AND i.STATUS <> 'UNUSABLE' ORDER BY"
            + " i.INDEX_NAME, c.COLUMN_POSITION");
  }

  /** Text is compared by its bytes, whatever the server's locale. */
  @Override
  public Optional<String> onConnect() {
    return Optional.of("ALTER SESSION SET NLS_COMP = 'BINARY' NLS_SORT = 'BINARY'");
  }
}
