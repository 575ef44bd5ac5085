package io.refrain.jdbc.mysql;

import io.refrain.jdbc.dialect.CatalogQueries;
import io.refrain.jdbc.dialect.Collations;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sources: MariaDB's and MySQL's manuals, "Information Schema".
 *
 * <p>Rights that come by way of an enabled role are not looked into: such a session is taken to
 * have all of them; and so is every session of a server that knows no rights (skip-grant-tables).
 */
final class MySqlCatalog implements CatalogQueries {
  private final Collations collations;

  MySqlCatalog(Collations collations) {
    this.collations = collations;
  }

  @Override
  public Optional<String> triggers() {
    return Optional.of(
        "SELECT TRIGGER_NAME, EVENT_MANIPULATION FROM information_schema.TRIGGERS WHERE"
            + " EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ? ORDER BY TRIGGER_NAME");
  }

  @Override
  public InexactKeys inexactKeys(String why) {
    return collations.equality(why) == Collations.Equality.LOOSE
        ? InexactKeys.REFUSED
        : InexactKeys.REJECTED;
  }

  /** AUTO_INCREMENT takes a value that is given. */
  @Override
  public Optional<String> identitiesAlwaysGenerated() {
    return NOTHING_THERE;
  }

  @Override
  public Optional<String> deferrableIndexes() {
    return NOTHING_THERE;
  }

  /**
   * A right may be given for everything, for schemas that are like a pattern, for a table or some
   * of its columns; to the user, as CURRENT_USER() names him, or to all.
   */
  @Override
  public Optional<String> missingPrivileges() {
    String at = "SUBSTRING_INDEX(CURRENT_USER(), '@', -1)";
    String user = "LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(" + at + ") - 1)";
    String inTable = " AND g.TABLE_SCHEMA = me.s AND g.TABLE_NAME = me.t";
    return Optional.of(
        "SELECT p.name FROM (SELECT ? AS s, ? AS t, CONCAT('''', "
            + user
            + ", '''@''', "
            + at
            + ", '''') AS u) me JOIN (SELECT 'SELECT' AS name UNION ALL SELECT 'INSERT' UNION ALL"
            + " SELECT 'UPDATE' UNION ALL SELECT 'DELETE') p WHERE CURRENT_USER() NOT IN ('', '@') AND"
            + " COALESCE(CURRENT_ROLE(), 'NONE') = 'NONE' AND "
            + Stream.of(
                    notGranted("USER_PRIVILEGES", ""),
                    notGranted("SCHEMA_PRIVILEGES", " AND me.s LIKE g.TABLE_SCHEMA"),
                    notGranted("TABLE_PRIVILEGES", inTable),
                    notGranted("COLUMN_PRIVILEGES", inTable))
                .collect(Collectors.joining(" AND ")));
  }

  private static String notGranted(String view, String where) {
    return "NOT EXISTS (SELECT 1 FROM information_schema."
        + view
        + " g WHERE (g.GRANTEE = me.u OR g.GRANTEE IN ('PUBLIC', '''PUBLIC''')) AND"
        + " g.PRIVILEGE_TYPE = p.name"
        + where
        + ")";
  }

  @Override
  public Optional<String> rowPolicies() {
    return NOTHING_THERE;
  }
}
