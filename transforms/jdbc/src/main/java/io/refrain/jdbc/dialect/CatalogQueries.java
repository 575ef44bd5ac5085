package io.refrain.jdbc.dialect;

import java.util.Optional;

/**
 * What a database's own catalog tells of a table beyond {@link java.sql.DatabaseMetaData}: queries
 * as text, empty where nobody has written the query yet, and {@link #NOTHING_THERE} where this
 * database has no such thing.
 *
 * <p>Each takes two parameters: the schema, empty where the database has none, and the table, both
 * as they are stored.
 */
public interface CatalogQueries {
  CatalogQueries NONE = new CatalogQueries() {};

  /** Stands for a query that finds nothing, without asking. */
  Optional<String> NOTHING_THERE = Optional.of("");

  /** What becomes of two keys that differ here, and that a column's collation takes for equal. */
  enum InexactKeys {
    /** It would depend on the order of arrival which is stored: such a table is refused. */
    REFUSED,
    /** The key that comes second is rejected. */
    REJECTED,
    /** They are two keys there as well: the collation has no say in it. */
    KEPT_APART
  }

  /** The enabled triggers: name, and the events that fire it ({@code INSERT, DELETE}). */
  default Optional<String> triggers() {
    return Optional.empty();
  }

  /** The columns in which texts of different characters may be equal: name, and why. */
  default Optional<String> inexactCollations() {
    return Optional.empty();
  }

  /**
   * What becomes of keys in such a column.
   *
   * @param why as {@link #inexactCollations} or {@link Collations} said it
   */
  default InexactKeys inexactKeys(String why) {
    return InexactKeys.REFUSED;
  }

  /**
   * The columns that get a number where no value is given: name, and how. Where it is empty, the
   * driver is asked.
   */
  default Optional<String> numberedColumns() {
    return Optional.empty();
  }

  /**
   * The unique indexes over expressions or a part of the rows: name, and over what. Where it is
   * empty, the driver is asked.
   */
  default Optional<String> unfitIndexes() {
    return Optional.empty();
  }

  /**
   * The foreign keys of other tables that point at this one: name, the other table with its schema,
   * the rule for deletes in words of SQL, YES if the key may be checked late. Where it is empty,
   * the driver is asked.
   */
  default Optional<String> references() {
    return Optional.empty();
  }

  /** The foreign keys of this table; as {@link #references}, with the table they point at. */
  default Optional<String> parents() {
    return Optional.empty();
  }

  /** The identity columns that refuse a value given in an INSERT: name. */
  default Optional<String> identitiesAlwaysGenerated() {
    return Optional.empty();
  }

  /** The unique indexes that are not checked until the statement or transaction ends: name. */
  default Optional<String> deferrableIndexes() {
    return Optional.empty();
  }

  /** Of SELECT, INSERT, UPDATE and DELETE those that this session's user may not: name. */
  default Optional<String> missingPrivileges() {
    return Optional.empty();
  }

  /** What keeps rows of the table from this session's user: name. */
  default Optional<String> rowPolicies() {
    return Optional.empty();
  }
}
