package io.refrain.jdbc.duckdb;

import io.refrain.jdbc.dialect.CatalogQueries;
import java.util.Optional;

/** Source: DuckDB's documentation, "DuckDB_% Metadata Functions". */
final class DuckDbCatalog implements CatalogQueries {

  @Override
  public Optional<String> triggers() {
    return NOTHING_THERE;
  }

  /** Only the stored statement tells the collation of a column. */
  @Override
  public Optional<String> inexactCollations() {
    return Optional.of(
        "SELECT name, 'COLLATE ' || c FROM (SELECT c.column_name AS name, c.column_index AS i,"
            + " regexp_extract(t.sql, '[(,] *\"?' ||"
            + " regexp_escape(replace(c.column_name, '\"', '\"\"')) || '\"? VARCHAR COLLATE"
            + " ([^ ,();]+)', 1) AS c FROM duckdb_columns() c JOIN duckdb_tables() t ON t.table_oid ="
            + " c.table_oid AND t.database_name = c.database_name WHERE c.database_name ="
            + " current_database() AND c.schema_name = ? AND c.table_name = ?) WHERE"
            + " replace(upper(c), '\"', '') NOT IN ('', 'BINARY', 'C', 'POSIX') ORDER BY i");
  }

  /** An index goes by the bytes. */
  @Override
  public InexactKeys inexactKeys(String why) {
    return InexactKeys.KEPT_APART;
  }

  /** There are no identity columns. */
  @Override
  public Optional<String> identitiesAlwaysGenerated() {
    return NOTHING_THERE;
  }

  /** The driver lists no column of an index; an expression stands in parentheses here. */
  @Override
  public Optional<String> unfitIndexes() {
    return Optional.of(
        "SELECT index_name, array_to_string(CAST(expressions AS VARCHAR[]), ', ') FROM"
            + " duckdb_indexes() WHERE database_name = current_database() AND is_unique AND"
            + " schema_name = ? AND table_name = ? AND"
            + " len(list_filter(CAST(expressions AS VARCHAR[]), lambda e: e LIKE '(%')) > 0 ORDER BY"
            + " index_name");
  }

  @Override
  public Optional<String> deferrableIndexes() {
    return NOTHING_THERE;
  }

  /** A database is its file's owner's. */
  @Override
  public Optional<String> missingPrivileges() {
    return NOTHING_THERE;
  }

  @Override
  public Optional<String> rowPolicies() {
    return NOTHING_THERE;
  }
}
