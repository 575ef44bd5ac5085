package io.refrain.jdbc.dialect;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.ColumnType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How one database wants to be spoken to: text in, text out; no connection, no state.
 *
 * <p>Found by {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/io.refrain.jdbc.dialect.JdbcDialect}. It needs a public constructor without
 * parameters.
 *
 * <p>Statements take their rows from a FROM item that the caller gives: {@code rows}, which ends in
 * the alias {@code s} and whose columns are named as those of the table. It is either an array for
 * each column, bound as a parameter ({@link #arrays}), or a temporary table that a {@link
 * RowLoader} has filled. Identifiers are quoted in every statement; no value is ever part of the
 * text.
 */
public interface JdbcDialect {

  /** The database's name, for messages. */
  String name();

  /** Whether a JDBC URL leads to this database. */
  boolean accepts(String url);

  /** An identifier in quotes, those within it escaped. */
  String quote(String identifier);

  /**
   * What a column holds, from what {@link java.sql.DatabaseMetaData#getColumns} says of it.
   *
   * @param typeName TYPE_NAME
   * @param size COLUMN_SIZE
   * @param digits DECIMAL_DIGITS
   */
  StoredType storedType(String typeName, int size, int digits);

  /**
   * The type of a column in CREATE TABLE.
   *
   * @throws IllegalArgumentException for a type that no column of this database holds
   */
  String columnType(ColumnType type);

  /** The type of a column of the key in CREATE TABLE, where an index needs another one. */
  default String keyColumnType(ColumnType type) {
    return columnType(type);
  }

  /** How text is compared by its column's collation; empty if equal text has equal bytes always. */
  default Optional<Collations> collations() {
    return Optional.empty();
  }

  /**
   * Whether values of a column are bound as text: dates and times in the notation of ISO 8601,
   * years before 1 with a trailing {@code BC}; decimals and UUIDs as Java writes them. Otherwise
   * they are bound as java.time objects, BigDecimal and UUID. Not asked for other families.
   */
  boolean bindsAsText(StoredType type);

  /** The time now, as the default of a column of timestamps with six digits. */
  default String currentTimestamp() {
    return "CURRENT_TIMESTAMP";
  }

  /** Such a time, read back: comparable with others of the same column, and not null. */
  default Timestamp timestamp(ResultSet rows, int column) throws SQLException {
    return rows.getTimestamp(column);
  }

  /** What stands for a value of a column in {@code VALUES}: a question mark, cast if need be. */
  default String placeholder(TargetTable.Column column) {
    return "?";
  }

  /** How rows are bound as one array for each column; empty if this database has no such thing. */
  default Optional<ParameterArrays> arrays() {
    return Optional.empty();
  }

  /** The fastest way to put many rows into a table. */
  default RowLoader loader() {
    return new InsertLoader(this);
  }

  /**
   * Whether so many absent rows are inserted faster by the {@link #loader} than as arrays. Always
   * so where there are no arrays.
   */
  default boolean loadsFaster(int rows) {
    return arrays().isEmpty();
  }

  /** The quoted name of a table of this session alone; plain names are letters, digits and _. */
  default String temporaryName(String plain) {
    return quote(plain);
  }

  /**
   * Makes a table of this session alone, with the columns of another, all nullable and without
   * constraints, unless this session has it already. Must not end a transaction.
   *
   * @param name as {@link #temporaryName} gave it
   */
  String createTemporary(String name, TargetTable like);

  /**
   * The same, for rows that are put there and committed before the transaction begins that reads
   * them: where that is faster, as the table may lie outside of transactions.
   *
   * @param name as {@link #temporaryName} gave it
   */
  default Optional<String> createBeforehand(String name, TargetTable like) {
    return Optional.empty();
  }

  /**
   * Makes an ordinary table, with the columns of another, all nullable and without constraints, for
   * rows that are not needed after a crash of the server. May end a transaction.
   *
   * @param name quoted
   */
  String createStaging(String name, TargetTable like);

  /**
   * Drops a table that {@link #createStaging} made, if it is there.
   *
   * @param name quoted
   */
  default String dropStaging(String name) {
    return "DROP TABLE IF EXISTS " + name;
  }

  /**
   * Reads the stored rows of some keys: all columns of the table, in order.
   *
   * @param rows of the key columns
   * @param lock whether the rows are locked until the transaction ends, in the order of the key
   */
  String selectByKeys(TargetTable table, String rows, boolean lock);

  /**
   * Inserts the rows whose key is absent and leaves the others alone; affects as many rows as it
   * inserted.
   *
   * @param rows of all columns
   */
  String insertAbsent(TargetTable table, String rows);

  /**
   * Sets all columns but the key in the rows whose stored version is null or older, and leaves the
   * others alone; affects as many rows as it changed. Versions are ordered as {@link
   * io.refrain.core.row.RowOrder} orders them: text by its bytes.
   *
   * @param rows of all columns
   * @param orSameVersion whether a stored row of the same version is overwritten as well
   */
  String updateOlder(TargetTable table, String rows, boolean orSameVersion);

  /**
   * Whether {@link #updateOlder} leaves rows out whose keys are absent, and does not insert them.
   */
  default boolean updatesOnlyStored() {
    return false;
  }

  /**
   * Deletes the rows whose stored version is null or older, and leaves the others alone; affects as
   * many rows as it deleted.
   *
   * @param rows of the key and the version columns at least
   * @param orSameVersion whether a stored row of the same version is deleted as well
   */
  String deleteOlder(TargetTable table, String rows, boolean orSameVersion);

  /**
   * Whether {@link #insertAbsent} or {@link #updateOlder} may meet a row by a unique index other
   * than that of the key and overwrite it. Such a table is refused. Otherwise a violation of
   * another index is an error, and rejects the row.
   */
  boolean anyUniqueIndexCaptures();

  /**
   * How many rows a statement has just affected, those left out that its triggers affected.
   *
   * @param counted what the driver says
   */
  default int affected(Statement statement, int counted) throws SQLException {
    return counted;
  }

  /** The condition that a column equals a value bound as its {@link #placeholder}, text exactly. */
  default String isEqual(TargetTable.Column column) {
    return quote(column.name()) + " = " + placeholder(column);
  }

  /** Whether text may hold the character NUL. */
  default boolean textHoldsNul() {
    return true;
  }

  /** The type of a short text that is part of a key, in CREATE TABLE. */
  default String keyText(int characters) {
    return "VARCHAR(" + characters + ")";
  }

  /**
   * What a transaction that replaces rows runs before it deletes: as far as this database has such
   * a thing, it keeps other writers of the table out until the transaction ends, readers never, and
   * puts off the constraints that can be put off.
   *
   * @param table the table's quoted name
   */
  default List<String> beforeReplace(String table) {
    return List.of();
  }

  /** What the database's own catalog is asked. */
  default CatalogQueries catalog() {
    return CatalogQueries.NONE;
  }

  /** The statements that a person is advised to run. */
  default Remedies remedies() {
    return Remedies.STANDARD;
  }

  /**
   * What tells the rows of a table apart that has no key; empty if this database has no such thing.
   *
   * @param columns of the table, in small letters: one may hide what else its name would mean
   */
  default List<RowId> rowIds(Set<String> columns) {
    return List.of();
  }

  /** Whether every table has {@link #rowIds}; otherwise a unique index is looked for first. */
  default boolean everyTableHasRowIds() {
    return true;
  }

  /**
   * What is equal, and sorts together, only where the bytes of a column's values are the same.
   *
   * @param value the column, with its alias
   */
  default String exactly(String value, TargetTable.Column column) {
    return value;
  }

  /**
   * The end of a query that locks the rows which it reads until the transaction ends; empty where
   * rows are not locked.
   */
  default String lockingRead() {
    return " FOR UPDATE";
  }

  /**
   * Keeps other writers of a table out until the transaction ends, or makes them or it fail; empty
   * if only the rows that are read can be locked: see {@link #lockingRead}.
   *
   * @param table the table's quoted name
   */
  default Optional<String> keepWritersOut(String table) {
    return Optional.empty();
  }

  /** What an error means; {@link SqlStates#fault} knows the standard's codes. */
  default Fault fault(String sqlState, int vendorCode) {
    return SqlStates.fault(sqlState);
  }

  /** What an error means: by its codes, or by its class where they say nothing. */
  default Fault fault(SQLException e) {
    Fault fault = fault(sqlState(e), e.getErrorCode());
    boolean mayPass = e instanceof SQLTransientException || e instanceof SQLRecoverableException;
    return fault == Fault.FATAL && mayPass ? Fault.TRANSIENT : fault;
  }

  /**
   * The standard's SQLSTATE of an error: as the driver says, or worked out from the database's own
   * code where the driver gives none or only a coarse one. {@link SqlStates#NOT_NULL_VIOLATION} has
   * to be told from other violations.
   */
  default String sqlState(SQLException e) {
    return e.getSQLState();
  }

  /** Which code a row gets that an error put at fault. */
  default RejectedRow.Code rejection(String sqlState, int vendorCode) {
    return SqlStates.rejection(sqlState);
  }

  /** The constraint that an error's message names. */
  Optional<String> constraintIn(String message);

  /** The column that an error's message names. */
  Optional<String> columnIn(String message);

  /**
   * A query for the columns of a table, where the driver's {@link
   * java.sql.DatabaseMetaData#getColumns} says too little: with its two parameters, schema and
   * table, and with its columns TABLE_NAME, COLUMN_NAME, TYPE_NAME, COLUMN_SIZE, DECIMAL_DIGITS,
   * NULLABLE, COLUMN_DEF, IS_AUTOINCREMENT and IS_GENERATEDCOLUMN.
   */
  default Optional<String> columnsQuery() {
    return Optional.empty();
  }

  /**
   * A query for the unique indexes of a table that cover all its rows, where {@link
   * java.sql.DatabaseMetaData#getIndexInfo} says too little: two parameters, schema and table;
   * columns INDEX_NAME and COLUMN_NAME, which is null for an expression.
   */
  default Optional<String> uniqueIndexesQuery() {
    return Optional.empty();
  }

  /** The isolation level of every transaction, by its name in {@link java.sql.Connection}. */
  default String isolation() {
    return "TRANSACTION_READ_COMMITTED";
  }

  /** How results are read that come in the database's own form; empty if they never do. */
  default Optional<RawResults> rawResults() {
    return Optional.empty();
  }

  /** What the driver has to be told for the ways used here. */
  default Map<String, String> driverProperties() {
    return Map.of();
  }

  /** A statement that every new connection runs first. */
  default Optional<String> onConnect() {
    return Optional.empty();
  }

  /** Whether a part of a transaction can be taken back, and the rest committed. */
  default boolean hasSavepoints() {
    return true;
  }

  /**
   * Whether a connection that awaits its next transaction keeps others out already. Such
   * connections wait in auto-commit mode.
   */
  default boolean locksWhileIdle() {
    return false;
  }

  /** The most connections of one process that this database bears. */
  default int mostConnections() {
    return Integer.MAX_VALUE;
  }
}
