package io.refrain.jdbc.mysql;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.ColumnType;
import io.refrain.jdbc.dialect.CatalogQueries;
import io.refrain.jdbc.dialect.Collations;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.Remedies;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.util.List;
import java.util.Optional;

/**
 * What MariaDB and MySQL have in common.
 *
 * <p>Batches go into a temporary table by {@code LOAD DATA LOCAL} from memory, where server and
 * driver allow it ({@code local_infile}); otherwise by inserts of many rows. The user needs the
 * privilege CREATE TEMPORARY TABLES. Joins begin at the temporary table, so that rows are found by
 * the key and locked in its order; a planner that began at a small target would lock all of it.
 *
 * <p>{@code ON DUPLICATE KEY UPDATE} is not used: it takes a row by whatever unique index it meets
 * first, and has no guard. Rows that were decided to be absent are inserted, stored ones are
 * updated through a join under the guard.
 *
 * <p>Every session gets the time zone UTC and a strict mode, whatever the server's are. Times
 * without a zone are UTC: TIMESTAMP and DATETIME are the same here, but for TIMESTAMP's range.
 *
 * <p>{@code createTable} gives text of the key 255 characters, bytes of the key 255 bytes (three
 * such columns fit into an index), and compares a key's text by its bytes; other text and bytes
 * have no limit. Decimals without a declared scale become DECIMAL(65,30).
 */
abstract class MySqlFamily implements JdbcDialect {

  /** The collation that compares UTF-8 by its bytes, blanks at the end included. */
  abstract String byteCollation();

  /** What the driver gives as the length of a TIME without a fraction. */
  abstract int timeLength();

  @Override
  public String quote(String identifier) {
    if (identifier.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("An identifier must not contain the character NUL.");
    }
    return '`' + identifier.replace("`", "``") + '`';
  }

  @Override
  public StoredType storedType(String typeName, int size, int digits) {
    return MySqlTypes.stored(typeName, size, digits, timeLength());
  }

  @Override
  public String columnType(ColumnType type) {
    return MySqlTypes.column(type, name());
  }

  @Override
  public String keyColumnType(ColumnType type) {
    return switch (type.kind()) {
      case STRING -> keyText(255);
      case BYTES -> "VARBINARY(255)";
      default -> columnType(type);
    };
  }

  @Override
  public boolean bindsAsText(StoredType type) {
    return true;
  }

  @Override
  public Optional<Collations> collations() {
    return Optional.of(new MySqlCollations(this, byteCollation()));
  }

  @Override
  public String exactly(String value, Column column) {
    return switch (column.type().family()) {
      case TEXT, PADDED_TEXT, UUID -> "CAST(CONVERT(" + value + " USING utf8mb4) AS BINARY)";
      default -> value;
    };
  }

  @Override
  public CatalogQueries catalog() {
    return new MySqlCatalog(new MySqlCollations(this, byteCollation()));
  }

  @Override
  public Remedies remedies() {
    return new MySqlRemedies(byteCollation());
  }

  @Override
  public String currentTimestamp() {
    return "CURRENT_TIMESTAMP(6)";
  }

  @Override
  public String keyText(int characters) {
    return "VARCHAR(" + characters + ") CHARACTER SET utf8mb4 COLLATE " + byteCollation();
  }

  /** A number would be compared with a text as DOUBLE, which takes near numbers for equal. */
  @Override
  public String isEqual(Column column) {
    String name = quote(column.name());
    return switch (column.type().family()) {
      case TEXT, PADDED_TEXT ->
          "CONVERT(" + name + " USING utf8mb4) COLLATE " + byteCollation() + " = ?";
      case DECIMAL -> name + " = CAST(? AS DECIMAL(65,30))";
      default -> name + " = ?";
    };
  }

  /** Rows come, and are locked, in the order in which the temporary table was filled. */
  @Override
  public String selectByKeys(TargetTable table, String rows, boolean lock) {
    return "SELECT "
        + SqlText.list(table.columns(), this::read)
        + " FROM "
        + join(table, rows)
        + (lock ? " FOR UPDATE" : "");
  }

  /** A FLOAT is shown with six digits, a DOUBLE with all that it has. */
  private String read(Column column) {
    String name = "t." + quote(column.name());
    return column.type().family() == Family.REAL ? name + " + 0E0" : name;
  }

  @Override
  public String insertAbsent(TargetTable table, String rows) {
    List<Column> keys = table.keyColumns();
    return SqlText.insert(SqlText.tableName(table, this::quote), table, rows, this::quote)
        + " LEFT JOIN "
        + SqlText.tableName(table, this::quote)
        + " t ON "
        + matches(keys)
        + " WHERE t."
        + quote(keys.get(0).name())
        + " IS NULL";
  }

  @Override
  public String updateOlder(TargetTable table, String rows, boolean orSameVersion) {
    return "UPDATE "
        + join(table, rows)
        + " SET "
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
    return "DELETE t FROM " + join(table, rows) + " WHERE " + isLater(table, orSameVersion);
  }

  private String join(TargetTable table, String rows) {
    return rows
        + " STRAIGHT_JOIN "
        + SqlText.tableName(table, this::quote)
        + " t ON "
        + matches(table.keyColumns());
  }

  private String matches(List<Column> keys) {
    return SqlText.matches(keys, this::quote);
  }

  private String isLater(TargetTable table, boolean orSameVersion) {
    return SqlText.isLater(
        table.versionColumns(), c -> ordered("s", c), c -> ordered("t", c), orSameVersion);
  }

  /** Text is compared by its UTF-8, whatever collation the column has; so is a UUID. */
  private String ordered(String alias, Column column) {
    return exactly(alias + "." + quote(column.name()), column);
  }

  @Override
  public String createTemporary(String name, TargetTable like) {
    return createTemporary(name, like, "");
  }

  /**
   * @param options of the table, as they follow its columns
   */
  String createTemporary(String name, TargetTable like, String options) {
    return "CREATE TEMPORARY TABLE IF NOT EXISTS " + name + columns(like, options);
  }

  @Override
  public String createStaging(String name, TargetTable like) {
    return "CREATE TABLE " + name + columns(like, "");
  }

  /**
   * A union with nulls has columns of the same types and collations that take null, and none of
   * their defaults and constraints. Unsigned integers would become decimals, which no index finds.
   * The number of the row is there for servers that demand a primary key.
   */
  private String columns(TargetTable like, String options) {
    StringBuilder text =
        new StringBuilder(" (refrain_row BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY");
    for (Column column : like.columns()) {
      if (MySqlTypes.isUnsignedInteger(column.type())) {
        text.append(", ").append(quote(column.name())).append(' ').append(column.type().name());
        text.append(" NULL");
      }
    }
    return text.append(')')
        .append(options)
        .append(" AS (SELECT ")
        .append(SqlText.list(like.columns(), c -> quote(c.name())))
        .append(" FROM ")
        .append(SqlText.tableName(like, this::quote))
        .append(" LIMIT 0) UNION ALL (SELECT ")
        .append(SqlText.list(like.columns(), c -> "NULL"))
        .append(" LIMIT 0)")
        .toString();
  }

  /** A violation of any unique index is an error: see the class. */
  @Override
  public boolean anyUniqueIndexCaptures() {
    return false;
  }

  @Override
  public Fault fault(String sqlState, int vendorCode) {
    return MySqlErrors.fault(sqlState, vendorCode);
  }

  @Override
  public RejectedRow.Code rejection(String sqlState, int vendorCode) {
    return MySqlErrors.rejection(sqlState, vendorCode);
  }

  @Override
  public Optional<String> constraintIn(String message) {
    return MySqlErrors.constraintIn(message);
  }

  @Override
  public Optional<String> columnIn(String message) {
    return MySqlErrors.columnIn(message);
  }

  /**
   * NO_AUTO_VALUE_ON_ZERO keeps a 0 in a key that counts by itself; what is not named is off, so
   * that neither quotes nor backslashes change their meaning.
   */
  @Override
  public Optional<String> onConnect() {
    return Optional.of(
        "SET time_zone = '+00:00', sql_safe_updates = 0, sql_mode = 'STRICT_ALL_TABLES,"
            + "NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,"
            + "NO_AUTO_VALUE_ON_ZERO'");
  }
}
