package io.refrain.jdbc.sqlite;

import io.refrain.core.row.ColumnType;
import io.refrain.jdbc.dialect.CatalogQueries;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.Remedies;
import io.refrain.jdbc.dialect.RowId;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * SQLite: batches through a temporary table.
 *
 * <p>There is one writer at a time. A process has one connection, whose transactions take the lock
 * for writing when they begin ({@code BEGIN IMMEDIATE}); so nobody writes between what is read and
 * what is written, and another process's writer is waited for, then tried again.
 *
 * <p>Declared types are honoured, though SQLite would not: see {@link SqliteTypes}. Times are UTC
 * in ISO 8601 with a blank, as SQLite's own functions write them. Text is compared by its bytes:
 * where the collation of an index says otherwise, a key that the index takes for another violates
 * it, and its row is rejected.
 */
public final class SqliteDialect implements JdbcDialect {
  private static final String BUSY_TIMEOUT_MS = "10000";
  private static final Pattern COLUMN =
      Pattern.compile("(?:NOT NULL|UNIQUE) constraint failed: .*?\\.([^.,)]+)\\)?$");
  private static final Pattern CONSTRAINT =
      Pattern.compile("constraint failed: (?:index ')?(.+?)'?\\)?$");

  @Override
  public String name() {
    return "SQLite";
  }

  @Override
  public boolean accepts(String url) {
    return url.startsWith("jdbc:sqlite:");
  }

  @Override
  public String quote(String identifier) {
    return SqlText.doubleQuoted(identifier);
  }

  @Override
  public StoredType storedType(String typeName, int size, int digits) {
    return SqliteTypes.of(typeName);
  }

  @Override
  public String columnType(ColumnType type) {
    return SqliteTypes.declare(type);
  }

  @Override
  public boolean bindsAsText(StoredType type) {
    return true;
  }

  /** With milliseconds, but without zeros at their end: as timestamps are written here. */
  @Override
  public String currentTimestamp() {
    return "(rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.'))";
  }

  /** The driver counts what triggers affected as well; the database's own function does not. */
  @Override
  public int affected(Statement statement, int counted) throws SQLException {
    try (Statement ask = statement.getConnection().createStatement();
        ResultSet answer = ask.executeQuery("SELECT changes()")) {
      answer.next();
      return answer.getInt(1);
    }
  }

  /** The driver would read {@code .5} as five milliseconds. */
  @Override
  public Timestamp timestamp(ResultSet rows, int column) throws SQLException {
    return Timestamp.from(
        LocalDateTime.parse(rows.getString(column).replace(' ', 'T')).toInstant(ZoneOffset.UTC));
  }

  @Override
  public String isEqual(Column column) {
    return quote(column.name()) + (isText(column) ? " COLLATE BINARY" : "") + " = ?";
  }

  /** A cross join is not reordered: each key is looked up in the table's index. */
  @Override
  public String selectByKeys(TargetTable table, String rows, boolean lock) {
    return "SELECT "
        + SqlText.list(table.columns(), c -> "t." + quote(c.name()))
        + " FROM "
        + rows
        + " CROSS JOIN "
        + SqlText.tableName(table, this::quote)
        + " t ON "
        + matches(table);
  }

  @Override
  public String insertAbsent(TargetTable table, String rows) {
    return SqlText.insert(SqlText.tableName(table, this::quote), table, rows, this::quote)
        + " WHERE NOT EXISTS (SELECT 1 FROM "
        + SqlText.tableName(table, this::quote)
        + " t WHERE "
        + matches(table)
        + ")";
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

  /** The keys to delete are found by way of the index: EXISTS would read the whole table. */
  @Override
  public String deleteOlder(TargetTable table, String rows, boolean orSameVersion) {
    List<Column> keys = table.keyColumns();
    return "DELETE FROM "
        + SqlText.tableName(table, this::quote)
        + " WHERE ("
        + SqlText.list(keys, c -> quote(c.name()))
        + ") IN (SELECT "
        + SqlText.list(keys, c -> "t." + quote(c.name()))
        + " FROM "
        + rows
        + " CROSS JOIN "
        + SqlText.tableName(table, this::quote)
        + " t ON "
        + matches(table)
        + " WHERE "
        + isLater(table, orSameVersion)
        + ")";
  }

  private String isLater(TargetTable table, boolean orSameVersion) {
    return SqlText.isLater(
        table.versionColumns(), c -> ordered("s", c), c -> ordered("t", c), orSameVersion);
  }

  /** The column's own collation finds the row in the index; the bytes say whether it is the one. */
  private String matches(TargetTable table) {
    return SqlText.join(
        table.keyColumns(),
        c -> {
          String stored = "t." + quote(c.name());
          String given = "s." + quote(c.name());
          String equal = stored + " = " + given;
          return isText(c) ? equal + " AND " + equal + " COLLATE BINARY" : equal;
        },
        " AND ");
  }

  private static boolean isText(Column column) {
    return column.type().family() == Family.TEXT || column.type().family() == Family.UUID;
  }

  private String ordered(String alias, Column column) {
    String value = alias + "." + quote(column.name());
    return switch (column.type().family()) {
      case DATE, TIMESTAMP -> byYear(value);
      case TEXT, UUID, TIME -> value + " COLLATE BINARY";
      default -> value;
    };
  }

  /** Text that is ordered as the times are: years have one length, and those before 1 run back. */
  private static String byYear(String value) {
    String year = "substr(" + value + ", 1, instr(" + value + ", '-') - 1)";
    return "(CASE WHEN "
        + value
        + " LIKE '% BC' THEN '0' || printf('%09d', 999999999 - "
        + year
        + ") ELSE '1' || printf('%09d', "
        + year
        + ") END || substr("
        + value
        + ", instr("
        + value
        + ", '-')))";
  }

  @Override
  public String temporaryName(String plain) {
    return "temp." + quote(plain);
  }

  @Override
  public String createTemporary(String name, TargetTable like) {
    return "CREATE TABLE IF NOT EXISTS " + name + " AS " + none(like);
  }

  @Override
  public String createStaging(String name, TargetTable like) {
    return "CREATE TABLE " + name + " AS " + none(like);
  }

  /** Such a table's columns have the affinities of those they are made from. */
  private String none(TargetTable like) {
    return SqlText.select(like, this::quote) + " WHERE 0";
  }

  @Override
  public boolean anyUniqueIndexCaptures() {
    return false;
  }

  @Override
  public String sqlState(SQLException e) {
    return SqliteErrors.sqlState(e);
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
    return isText(column) ? value + " COLLATE BINARY" : value;
  }

  /** The number of a row goes by three names; a table WITHOUT ROWID has none, but a key. */
  @Override
  public List<RowId> rowIds(Set<String> columns) {
    return Stream.of("_rowid_", "rowid", "oid")
        .filter(name -> !columns.contains(name))
        .limit(1)
        .map(name -> new RowId("t." + name, SqliteTypes.of("BIGINT"), name + " = ?"))
        .toList();
  }

  @Override
  public boolean everyTableHasRowIds() {
    return false;
  }

  /** Every transaction here has the one lock for writing since it began. */
  @Override
  public Optional<String> keepWritersOut(String table) {
    return Optional.of("SELECT 1");
  }

  @Override
  public String lockingRead() {
    return "";
  }

  @Override
  public CatalogQueries catalog() {
    return new SqliteCatalog();
  }

  @Override
  public Remedies remedies() {
    return new SqliteRemedies();
  }

  /**
   * The driver's metadata cannot quote names, and knows neither types in full nor partial indexes.
   */
  @Override
  public Optional<String> columnsQuery() {
    return Optional.of(
        "SELECT ?2 AS TABLE_NAME, name AS COLUMN_NAME, type AS TYPE_NAME, 0 AS COLUMN_SIZE,"
            + " 0 AS DECIMAL_DIGITS, NOT \"notnull\" AS NULLABLE, dflt_value AS COLUMN_DEF, 'NO' AS IS_AUTOINCREMENT,"
            + " CASE WHEN hidden IN (2, 3) THEN 'YES' ELSE 'NO' END AS IS_GENERATEDCOLUMN"
            + " FROM pragma_table_xinfo(?2) WHERE hidden <> 1 AND ?1 = ?1 ORDER BY cid");
  }

  @Override
  public Optional<String> uniqueIndexesQuery() {
    return Optional.of(
        "SELECT l.name AS INDEX_NAME, i.name AS COLUMN_NAME FROM pragma_index_list(?2) l"
            + " JOIN pragma_index_info(l.name) i WHERE l.\"unique\" AND NOT l.partial AND ?1 = ?1"
            + " UNION ALL SELECT 'PRIMARY KEY', name FROM pragma_table_info(?2) WHERE pk > 0 AND NOT"
            + " EXISTS (SELECT 1 FROM pragma_index_list(?2) WHERE origin = 'pk')");
  }

  @Override
  public String isolation() {
    return "TRANSACTION_SERIALIZABLE";
  }

  @Override
  public Map<String, String> driverProperties() {
    return Map.of(
        "transaction_mode", "IMMEDIATE",
        "busy_timeout", BUSY_TIMEOUT_MS,
        "foreign_keys", "true");
  }

  /** The driver begins the next transaction, and takes its lock, when the one before ends. */
  @Override
  public boolean locksWhileIdle() {
    return true;
  }

  @Override
  public int mostConnections() {
    return 1;
  }
}
