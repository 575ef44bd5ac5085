package io.refrain.jdbc.oracle;

import io.refrain.jdbc.dialect.CatalogQueries;
import java.util.Optional;

/**
 * Source: the manual "Database Reference", static data dictionary views. <b>No query ran on a real
 * server.</b> Rights that come by way of a role are taken for rights to the table.
 */
final class OracleCatalog implements CatalogQueries {

  @Override
  public Optional<String> triggers() {
    return Optional.of(
        "SELECT TRIGGER_NAME, TRIGGERING_EVENT FROM ALL_TRIGGERS WHERE TABLE_OWNER = ? AND"
            + " TABLE_NAME = ? AND STATUS = 'ENABLED' ORDER BY TRIGGER_NAME");
  }

  /** A collation that follows the session compares bytes: see the dialect's first statement. */
  @Override
  public Optional<String> inexactCollations() {
    return Optional.of(
        "SELECT COLUMN_NAME, 'COLLATE ' || COLLATION FROM ALL_TAB_COLS WHERE OWNER = ? AND"
            + " TABLE_NAME = ? AND HIDDEN_COLUMN = 'NO' AND COLLATION NOT IN ('BINARY',"
            + " 'USING_NLS_COMP', 'USING_NLS_SORT', 'USING_NLS_SORT_CS') ORDER BY COLUMN_ID");
  }

  @Override
  public Optional<String> identitiesAlwaysGenerated() {
    return Optional.of(
        "SELECT COLUMN_NAME FROM ALL_TAB_IDENTITY_COLS WHERE OWNER = ? AND TABLE_NAME = ? AND"
            + " GENERATION_TYPE = 'ALWAYS'");
  }

  @Override
  public Optional<String> deferrableIndexes() {
    return Optional.of(
        "SELECT INDEX_NAME FROM ALL_CONSTRAINTS WHERE OWNER = ? AND TABLE_NAME = ? AND"
            + " CONSTRAINT_TYPE IN ('P', 'U') AND DEFERRABLE = 'DEFERRABLE'");
  }

  @Override
  public Optional<String> missingPrivileges() {
    return Optional.of(
        "SELECT p.NAME FROM (SELECT ? AS S, ? AS T FROM DUAL) me CROSS JOIN (SELECT 'SELECT' AS NAME"
            + " FROM DUAL UNION ALL SELECT 'INSERT' FROM DUAL UNION ALL SELECT 'UPDATE' FROM DUAL"
            + " UNION ALL SELECT 'DELETE' FROM DUAL) p WHERE me.S <> USER AND NOT EXISTS (SELECT 1"
            + " FROM ALL_TAB_PRIVS g WHERE g.TABLE_SCHEMA = me.S AND g.TABLE_NAME = me.T AND"
            + " g.PRIVILEGE = p.NAME) AND NOT EXISTS (SELECT 1 FROM SESSION_PRIVS a WHERE a.PRIVILEGE"
            + " = p.NAME || ' ANY TABLE')");
  }

  @Override
  public Optional<String> rowPolicies() {
    return Optional.of(
        "SELECT POLICY_NAME FROM ALL_POLICIES WHERE OBJECT_OWNER = ? AND OBJECT_NAME = ? AND ENABLE"
            + " = 'YES' ORDER BY POLICY_NAME");
  }
}
