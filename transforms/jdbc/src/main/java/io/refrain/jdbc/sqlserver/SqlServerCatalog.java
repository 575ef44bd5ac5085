package io.refrain.jdbc.sqlserver;

import io.refrain.jdbc.dialect.CatalogQueries;
import java.util.Optional;

/** Source: the manual's part "System catalog views". <b>No query ran on a real server.</b> */
final class SqlServerCatalog implements CatalogQueries {
  private static final String TABLE =
      "sys.objects o JOIN sys.schemas n ON n.schema_id = o.schema_id AND n.name = ? AND o.name = ?";

  @Override
  public Optional<String> triggers() {
    return Optional.of(
        "SELECT g.name, e.type_desc FROM "
            + TABLE
            + " JOIN sys.triggers g ON g.parent_id = o.object_id AND g.is_disabled = 0 JOIN"
            + " sys.trigger_events e ON e.object_id = g.object_id ORDER BY g.name, e.type_desc");
  }

  /** Blanks at the end do not count, whatever the collation. */
  @Override
  public Optional<String> inexactCollations() {
    return Optional.of(
        "SELECT c.name, c.collation_name FROM "
            + TABLE
            + " JOIN sys.columns c ON c.object_id = o.object_id WHERE c.collation_name IS NOT NULL"
            + " ORDER BY c.column_id");
  }

  @Override
  public InexactKeys inexactKeys(String why) {
    return InexactKeys.REJECTED;
  }

  /** An IDENTITY takes values only while the session says so. */
  @Override
  public Optional<String> identitiesAlwaysGenerated() {
    return Optional.of(
        "SELECT c.name FROM "
            + TABLE
            + " JOIN sys.columns c ON c.object_id = o.object_id WHERE c.is_identity = 1");
  }

  @Override
  public Optional<String> deferrableIndexes() {
    return NOTHING_THERE;
  }

  @Override
  public Optional<String> missingPrivileges() {
    return Optional.of(
        "SELECT p.name FROM "
            + TABLE
            + " CROSS JOIN (SELECT 'SELECT' AS name UNION ALL SELECT 'INSERT' UNION ALL SELECT"
            + " 'UPDATE' UNION ALL SELECT 'DELETE') p WHERE HAS_PERMS_BY_NAME(QUOTENAME(n.name) + '.'"
            + " + QUOTENAME(o.name), 'OBJECT', p.name) = 0");
  }

  @Override
  public Optional<String> rowPolicies() {
    return Optional.of(
        "SELECT DISTINCT q.name FROM "
            + TABLE
            + " JOIN sys.security_predicates r ON r.target_object_id = o.object_id JOIN"
            + " sys.security_policies q ON q.object_id = r.object_id AND q.is_enabled = 1 ORDER BY"
            + " q.name");
  }
}
