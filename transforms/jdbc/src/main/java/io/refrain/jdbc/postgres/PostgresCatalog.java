package io.refrain.jdbc.postgres;

import io.refrain.jdbc.dialect.CatalogQueries;
import java.util.Optional;

/** Source: the manual's part "System Catalogs". */
final class PostgresCatalog implements CatalogQueries {
  private static final String TABLE =
      "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname ="
          + " ? AND c.relname = ?";

  /** The bits of tgtype, from catalog/pg_trigger.h: insert 4, delete 8, update 16. */
  @Override
  public Optional<String> triggers() {
    return Optional.of(
        "SELECT g.tgname, concat_ws(', ', CASE WHEN g.tgtype & 4 <> 0 THEN 'INSERT' END, CASE WHEN"
            + " g.tgtype & 16 <> 0 THEN 'UPDATE' END, CASE WHEN g.tgtype & 8 <> 0 THEN 'DELETE' END)"
            + " FROM "
            + TABLE
            + " JOIN pg_catalog.pg_trigger g ON g.tgrelid = c.oid WHERE NOT g.tgisinternal AND"
            + " g.tgenabled <> 'D' AND g.tgtype & 28 <> 0 ORDER BY g.tgname");
  }

  @Override
  public Optional<String> inexactCollations() {
    return Optional.of(
        "SELECT a.attname, 'COLLATE \"' || l.collname || '\"' FROM "
            + TABLE
            + " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT"
            + " a.attisdropped JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation WHERE NOT"
            + " l.collisdeterministic ORDER BY a.attnum");
  }

  @Override
  public Optional<String> identitiesAlwaysGenerated() {
    return Optional.of(
        "SELECT a.attname FROM "
            + TABLE
            + " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid WHERE a.attidentity = 'a'");
  }

  @Override
  public Optional<String> deferrableIndexes() {
    return Optional.of(
        "SELECT i.relname FROM "
            + TABLE
            + " JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.condeferrable AND"
            + " k.contype IN ('p', 'u') JOIN pg_catalog.pg_class i ON i.oid = k.conindid");
  }

  @Override
  public Optional<String> missingPrivileges() {
    return Optional.of(
        "SELECT p.name FROM "
            + TABLE
            + " CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) AS p (name) WHERE"
            + " NOT has_table_privilege(c.oid, p.name) AND NOT CASE p.name WHEN 'DELETE' THEN false"
            + " ELSE has_any_column_privilege(c.oid, p.name) END");
  }

  @Override
  public Optional<String> rowPolicies() {
    return Optional.of(
        "SELECT coalesce(p.polname, '(no policy: all rows)') FROM "
            + TABLE
            + " LEFT JOIN pg_catalog.pg_policy p ON p.polrelid = c.oid WHERE row_security_active(c.oid)"
            + " ORDER BY p.polname");
  }
}
