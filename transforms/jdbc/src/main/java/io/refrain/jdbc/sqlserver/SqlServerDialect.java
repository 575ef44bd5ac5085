package io.refrain.jdbc.sqlserver;

import io.refrain.core.row.ColumnType;
import io.refrain.jdbc.dialect.CatalogQueries;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.Remedies;
import io.refrain.jdbc.dialect.RowLoader;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * SQL Server: batches by bulk copy through a temporary table.
 *
 * <p><b>No test ran on a real server</b>: see the package.
 *
 * <p>MERGE is not used: it takes no range locks unless told to, and has a long list of known
 * faults. Rows are updated by UPDATE FROM and inserted where NOT EXISTS under UPDLOCK and HOLDLOCK,
 * which hold the place of an absent key until the transaction ends. What is read first may be a
 * snapshot (READ_COMMITTED_SNAPSHOT, Azure's default) or wait for locks: every write has its guard
 * again.
 *
 * <p>A key is found by the column's collation, which an index goes by, and taken for the same only
 * if its bytes are: a key that the index takes for another (another case, blanks at its end)
 * violates it, and its row is rejected.
 */
public final class SqlServerDialect implements JdbcDialect {
  private static final int MAX_IDENTIFIER = 128;
  private static final Pattern CONSTRAINT =
      Pattern.compile("(?:constraint|unique index) ['\"]([^'\"]+)['\"]");
  private static final Pattern COLUMN = Pattern.compile("column '([^']+)'");

  @Override
  public String name() {
    return "SQL Server";
  }

  @Override
  public boolean accepts(String url) {
    return url.startsWith("jdbc:sqlserver:");
  }

  /** Brackets mean the same whatever QUOTED_IDENTIFIER is set to. */
  @Override
  public String quote(String identifier) {
    if (identifier.indexOf('\0') >= 0 || identifier.length() > MAX_IDENTIFIER) {
      throw new IllegalArgumentException(
          "SQL Server has no such name: '"
              + identifier
              + "'. A name has at most 128 characters, none of which is NUL.");
    }
    return "[" + identifier.replace("]", "]]") + "]";
  }

  @Override
  public StoredType storedType(String typeName, int size, int digits) {
    return SqlServerTypes.of(typeName, size, digits);
  }

  @Override
  public String columnType(ColumnType type) {
    return SqlServerTypes.declare(type);
  }

  @Override
  public String keyColumnType(ColumnType type) {
    return SqlServerTypes.declareKey(type);
  }

  /**
   * Text in the notation of ISO 8601 is read the same whatever the session's language, but for the
   * old datetime.
   */
  @Override
  public boolean bindsAsText(StoredType type) {
    return switch (type.family()) {
      case DATE, TIME, UUID -> true;
      case TIMESTAMP -> !type.name().equals(SqlServerTypes.DATETIME);
      default -> false;
    };
  }

  /** The clock of the server, with its zone, as the columns for instants are. */
  @Override
  public String currentTimestamp() {
    return "SYSDATETIMEOFFSET()";
  }

  /** Compared by its codes, so that a key is what it is here but for blanks at its end. */
  @Override
  public String keyText(int characters) {
    return "nvarchar(" + characters + ") COLLATE Latin1_General_100_BIN2";
  }

  /** As bytes: otherwise the collation, and blanks at the end, have their say. */
  @Override
  public String isEqual(Column column) {
    String name = quote(column.name());
    return switch (column.type().family()) {
      case TEXT -> bytes(name) + " = " + bytes("?");
      case PADDED_TEXT -> bytes("RTRIM(" + name + ")") + " = " + bytes("?");
      case UUID -> name + " = CAST(? AS uniqueidentifier)";
      default -> name + " = ?";
    };
  }

  private static String bytes(String text) {
    return "CAST(CAST(" + text + " AS nvarchar(max)) AS varbinary(max))";
  }

  @Override
  public CatalogQueries catalog() {
    return new SqlServerCatalog();
  }

  @Override
  public Remedies remedies() {
    return new SqlServerRemedies();
  }

  @Override
  public RowLoader loader() {
    return new BulkLoader();
  }

  /** LOOP: each key is looked up in the index, whatever the statistics of either table say. */
  @Override
  public String selectByKeys(TargetTable table, String rows, boolean lock) {
    return "SELECT "
        + SqlText.list(table.columns(), c -> "t." + quote(c.name()))
        + " FROM "
        + rows
        + join(table, lock ? " WITH (UPDLOCK, ROWLOCK)" : "");
  }

  @Override
  public String insertAbsent(TargetTable table, String rows) {
    String name = SqlText.tableName(table, this::quote);
    return SqlText.insert(name, table, rows, this::quote)
        + " WHERE NOT EXISTS (SELECT 1 FROM "
        + name
        + " AS t WITH (UPDLOCK, HOLDLOCK) WHERE "
        + matches(table)
        + ")";
  }

  @Override
  public String updateOlder(TargetTable table, String rows, boolean orSameVersion) {
    return "UPDATE t SET "
        + SqlText.list(table.valueColumns(), c -> quote(c.name()) + " = s." + quote(c.name()))
        + " FROM "
        + rows
        + join(table, " WITH (UPDLOCK, ROWLOCK)")
        + " WHERE "
        + isLater(table, orSameVersion);
  }

  @Override
  public boolean updatesOnlyStored() {
    return true;
  }

  @Override
  public String deleteOlder(TargetTable table, String rows, boolean orSameVersion) {
    return "DELETE t FROM "
        + rows
        + join(table, " WITH (UPDLOCK, ROWLOCK)")
        + " WHERE "
        + isLater(table, orSameVersion);
  }

  private String join(TargetTable table, String hints) {
    return " INNER LOOP JOIN "
        + SqlText.tableName(table, this::quote)
        + " AS t"
        + hints
        + " ON "
        + matches(table);
  }

  private String isLater(TargetTable table, boolean orSameVersion) {
    return SqlText.isLater(
        table.versionColumns(), c -> ordered("s", c), c -> ordered("t", c), orSameVersion);
  }

  private String matches(TargetTable table) {
    return SqlText.join(
        table.keyColumns(),
        c -> {
          String equal = "t." + quote(c.name()) + " = s." + quote(c.name());
          return isText(c) ? equal + " AND " + ordered("t", c) + " = " + ordered("s", c) : equal;
        },
        " AND ");
  }

  private static boolean isText(Column column) {
    return column.type().family() == Family.TEXT || column.type().family() == Family.PADDED_TEXT;
  }

  /** Text by its UTF-8; a uniqueidentifier by its digits: by itself it is ordered from its end. */
  private String ordered(String alias, Column column) {
    String name = alias + "." + quote(column.name());
    return switch (column.type().family()) {
      case TEXT, PADDED_TEXT ->
          "CAST(CAST("
              + name
              + " COLLATE Latin1_General_100_BIN2_UTF8 AS varchar(max)) AS varbinary(max))";
      case UUID -> "CAST(CAST(" + name + " AS char(36)) AS binary(36))";
      default -> name;
    };
  }

  @Override
  public String temporaryName(String plain) {
    return quote("#" + plain);
  }

  @Override
  public String createTemporary(String name, TargetTable like) {
    return "IF OBJECT_ID(N'tempdb.." + name.replace("'", "''") + "') IS NULL " + none(name, like);
  }

  @Override
  public String createStaging(String name, TargetTable like) {
    return none(name, like);
  }

  /** The nullable side of an outer join: neither NOT NULL nor IDENTITY is taken over. */
  private String none(String name, TargetTable like) {
    return "SELECT "
        + SqlText.list(like.columns(), c -> "t." + quote(c.name()))
        + " INTO "
        + name
        + " FROM (SELECT 1 AS one) AS o LEFT JOIN "
        + SqlText.tableName(like, this::quote)
        + " AS t ON 1 = 0 WHERE 1 = 0";
  }

  @Override
  public boolean anyUniqueIndexCaptures() {
    return false;
  }

  @Override
  public String sqlState(SQLException e) {
    return SqlServerErrors.sqlState(e);
  }

  @Override
  public Optional<String> constraintIn(String message) {
    return SqlText.first(CONSTRAINT, message);
  }

  @Override
  public Optional<String> columnIn(String message) {
    return SqlText.first(COLUMN, message);
  }

  /** The driver does not say which indexes are filtered. */
  @Override
  public Optional<String> uniqueIndexesQuery() {
    return Optional.of(
        "SELECT i.name AS INDEX_NAME, c.name AS COLUMN_NAME FROM sys.indexes i JOIN sys.index_columns"
            + " ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id JOIN sys.columns c ON"
            + " c.object_id = ic.object_id AND c.column_id = ic.column_id JOIN sys.objects o ON"
            + " o.object_id = i.object_id JOIN sys.schemas n ON n.schema_id = o.schema_id WHERE"
            + " i.is_unique = 1 AND i.has_filter = 0 AND i.is_disabled = 0 AND"
            + " ic.is_included_column = 0 AND n.name = ? AND o.name = ? ORDER BY i.index_id,"
            + " ic.key_ordinal");
  }
}
