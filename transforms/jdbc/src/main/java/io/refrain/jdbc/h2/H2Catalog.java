package io.refrain.jdbc.h2;

import io.refrain.jdbc.dialect.CatalogQueries;
import java.util.Optional;

/** Source: H2's manual, "Information Schema". */
final class H2Catalog implements CatalogQueries {

  @Override
  public Optional<String> triggers() {
    return Optional.of(
        "SELECT TRIGGER_NAME, EVENT_MANIPULATION FROM INFORMATION_SCHEMA.TRIGGERS WHERE"
            + " EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ? ORDER BY TRIGGER_NAME");
  }

  /** The strength of a collation is a setting of the whole database. */
  @Override
  public Optional<String> inexactCollations() {
    return Optional.of(
        "SELECT c.COLUMN_NAME, CASE WHEN c.DATA_TYPE = 'VARCHAR_IGNORECASE' THEN c.DATA_TYPE ELSE"
            + " 'COLLATION ' || s.SETTING_VALUE END FROM INFORMATION_SCHEMA.COLUMNS c LEFT JOIN"
            + " INFORMATION_SCHEMA.SETTINGS s ON s.SETTING_NAME = 'COLLATION' WHERE c.TABLE_SCHEMA ="
            + " ? AND c.TABLE_NAME = ? AND (c.DATA_TYPE = 'VARCHAR_IGNORECASE' OR c.COLLATION_NAME <>"
            + " 'OFF' AND s.SETTING_VALUE NOT LIKE '%IDENTICAL') ORDER BY c.ORDINAL_POSITION");
  }

  @Override
  public Optional<String> identitiesAlwaysGenerated() {
    return Optional.of(
        "SELECT COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME ="
            + " ? AND IDENTITY_GENERATION = 'ALWAYS'");
  }
}
