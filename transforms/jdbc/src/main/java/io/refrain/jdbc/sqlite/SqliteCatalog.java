package io.refrain.jdbc.sqlite;

import io.refrain.jdbc.dialect.CatalogQueries;
import java.util.Optional;

/**
 * Sources: SQLite's documentation, "PRAGMA functions" and "The Schema Table".
 *
 * <p>A foreign key has no name that SQLite knows, and is called by its columns. The collation of a
 * column shows in its unique indexes alone.
 */
final class SqliteCatalog implements CatalogQueries {

  /**
   * The stored text of a trigger begins with {@code CREATE TRIGGER} and its name, be it quoted or
   * not; its event stands before ON, and {@code UPDATE OF} may name any column.
   */
  @Override
  public Optional<String> triggers() {
    return Optional.of(
        "SELECT name, CASE WHEN event LIKE '%UPDATE%' THEN 'UPDATE' WHEN event LIKE '%INSERT%' THEN"
            + " 'INSERT' ELSE 'DELETE' END FROM (SELECT name, substr(rest, 1, instr(upper(rest), ' ON"
            + " ')) AS event FROM (SELECT name, replace(replace(replace(substr(sql, 16 +"
            + " length(name)), char(10), ' '), char(13), ' '), char(9), ' ') AS rest FROM"
            + " sqlite_schema WHERE type = 'trigger' AND tbl_name = ?2 COLLATE NOCASE AND ?1 = ?1))"
            + " ORDER BY name");
  }

  @Override
  public Optional<String> inexactCollations() {
    return Optional.of(
        "SELECT x.name, 'COLLATE ' || min(x.coll) FROM pragma_index_list(?2) l JOIN"
            + " pragma_index_xinfo(l.name) x WHERE l.\"unique\" AND x.key AND x.coll <> 'BINARY' AND"
            + " x.name IS NOT NULL AND ?1 = ?1 GROUP BY x.name ORDER BY x.name");
  }

  @Override
  public InexactKeys inexactKeys(String why) {
    return InexactKeys.REJECTED;
  }

  /** A primary key that is an alias of the row's number has no index of its own. */
  @Override
  public Optional<String> numberedColumns() {
    return Optional.of(
        "SELECT i.name, CASE WHEN EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name ="
            + " ?2 AND sql LIKE '%AUTOINCREMENT%') THEN 'AUTOINCREMENT' ELSE 'INTEGER PRIMARY KEY' END"
            + " FROM pragma_table_info(?2) i WHERE i.pk = 1 AND upper(i.type) = 'INTEGER' AND ?1 = ?1"
            + " AND NOT EXISTS (SELECT 1 FROM pragma_index_list(?2) WHERE origin = 'pk') AND NOT EXISTS"
            + " (SELECT 1 FROM pragma_table_info(?2) WHERE pk > 1)");
  }

  @Override
  public Optional<String> identitiesAlwaysGenerated() {
    return NOTHING_THERE;
  }

  @Override
  public Optional<String> unfitIndexes() {
    return Optional.of(
        "SELECT l.name, (SELECT group_concat(coalesce(name, 'an expression'), ', ') FROM"
            + " pragma_index_info(l.name)) || CASE WHEN l.partial THEN ' WHERE ' || substr(s.sql, 7 +"
            + " instr(upper(s.sql), ' WHERE ')) ELSE '' END FROM pragma_index_list(?2) l LEFT JOIN"
            + " sqlite_schema s ON s.type = 'index' AND s.name = l.name WHERE l.\"unique\" AND ?1 = ?1"
            + " AND (l.partial OR EXISTS (SELECT 1 FROM pragma_index_info(l.name) WHERE name IS NULL))"
            + " ORDER BY l.name");
  }

  /** Every index is checked as each row is written. */
  @Override
  public Optional<String> deferrableIndexes() {
    return NOTHING_THERE;
  }

  @Override
  public Optional<String> references() {
    return Optional.of(
        "SELECT 'FOREIGN KEY (' || group_concat(f.\"from\", ', ') || ')', s.name, f.on_delete,"
            + LATE
            + " FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) f WHERE s.type = 'table' AND"
            + " f.\"table\" = ?2 COLLATE NOCASE AND ?1 = ?1 GROUP BY s.name, f.id ORDER BY s.name,"
            + " f.id");
  }

  @Override
  public Optional<String> parents() {
    return Optional.of(
        "SELECT 'FOREIGN KEY (' || group_concat(f.\"from\", ', ') || ')', f.\"table\", f.on_delete,"
            + LATE
            + " FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) f WHERE s.type = 'table' AND"
            + " s.name = ?2 AND ?1 = ?1 GROUP BY f.id ORDER BY f.id");
  }

  /** The statement tells, but only of a table with one foreign key which one is meant. */
  private static final String LATE =
      " CASE WHEN s.sql LIKE '%INITIALLY DEFERRED%' AND (SELECT count(DISTINCT id) FROM"
          + " pragma_foreign_key_list(s.name)) = 1 THEN 'YES' ELSE 'NO' END";

  /** A file has no users. */
  @Override
  public Optional<String> missingPrivileges() {
    return NOTHING_THERE;
  }

  @Override
  public Optional<String> rowPolicies() {
    return NOTHING_THERE;
  }
}
