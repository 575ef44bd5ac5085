package io.refrain.jdbc.dialect;

import io.refrain.core.row.ColumnType;
import java.util.Optional;

/**
 * How one database wants to be spoken to: text in, text out; no connection, no state.
 *
 * <p>Found by {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/io.refrain.jdbc.dialect.JdbcDialect}. It needs a public constructor without
 * parameters.
 *
 * <p>Every statement takes a batch of rows as arrays, one for each column: parameter {@code i} is
 * the array of the values of column {@code i}, one for each row, with nulls. Identifiers are quoted
 * in every statement; no value is ever part of the text.
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

  /** The type name that {@link java.sql.Connection#createArrayOf} is given for values of a type. */
  String arrayElementType(StoredType type);

  /**
   * Whether values of a column are bound as text: dates and times in the notation of ISO 8601,
   * years before 1 with a trailing {@code BC}; decimals and UUIDs as Java writes them. Otherwise
   * they are bound as java.time objects, BigDecimal and UUID. Not asked for other families.
   */
  boolean bindsAsText(StoredType type);

  /**
   * Reads the stored rows of some keys: all columns of the table, in order. Parameters: the key
   * columns.
   *
   * @param lock whether the rows are locked until the transaction ends, in the order of the key
   */
  String selectByKeys(TargetTable table, boolean lock);

  /**
   * Inserts the rows whose key is absent and leaves the others alone; affects as many rows as it
   * inserted. Parameters: all columns.
   */
  String insertAbsent(TargetTable table);

  /**
   * Sets all columns but the key in the rows whose stored version is null or older, and leaves the
   * others alone; affects as many rows as it changed. Versions are ordered as {@link
   * io.refrain.core.row.RowOrder} orders them: text by its bytes. Parameters: all columns.
   *
   * @param orSameVersion whether a stored row of the same version is overwritten as well
   */
  String updateOlder(TargetTable table, boolean orSameVersion);

  /**
   * Whether {@link #insertAbsent} or {@link #updateOlder} may meet a row by a unique index other
   * than that of the key and overwrite it. Such a table is refused. Otherwise a violation of
   * another index is an error, and rejects the row.
   */
  boolean anyUniqueIndexCaptures();

  /** What an error means; {@link SqlStates#fault} knows the standard's codes. */
  Fault fault(String sqlState, int vendorCode);

  /** The constraint that an error's message names. */
  Optional<String> constraintIn(String message);

  /** The column that an error's message names. */
  Optional<String> columnIn(String message);
}
