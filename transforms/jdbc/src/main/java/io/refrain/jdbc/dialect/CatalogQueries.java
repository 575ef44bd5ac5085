package io.refrain.jdbc.dialect;

import java.util.Optional;

/**
 * What a database's own catalog tells of a table beyond {@link java.sql.DatabaseMetaData}: queries
 * as text, empty where there is nothing to ask or nobody has written the query yet.
 *
 * <p>Each takes two parameters: the schema, empty where the database has none, and the table, both
 * as they are stored.
 */
public interface CatalogQueries {
  CatalogQueries NONE = new CatalogQueries() {};

  /** The enabled triggers: name, and the events that fire it ({@code INSERT, DELETE}). */
  default Optional<String> triggers() {
    return Optional.empty();
  }

  /** The columns in which texts of different characters may be equal: name, and why. */
  default Optional<String> inexactCollations() {
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
