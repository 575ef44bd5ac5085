package io.refrain.jdbc.duckdb;

import io.refrain.jdbc.dialect.Remedies;

/** An index needs a name. */
final class DuckDbRemedies implements Remedies {
  @Override
  public String uniqueIndex(String table, String name, String columns) {
    return Remedies.named(table, name, columns);
  }
}
