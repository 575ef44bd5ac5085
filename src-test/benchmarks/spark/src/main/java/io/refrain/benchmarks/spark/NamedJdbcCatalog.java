package io.refrain.benchmarks.spark;

import java.util.Map;
import org.apache.iceberg.jdbc.JdbcCatalog;

/**
 * The catalog under the one name that all tables here are kept by, whatever Spark calls it: so one
 * process can read several warehouses.
 */
public final class NamedJdbcCatalog extends JdbcCatalog {
  @Override
  public void initialize(String name, Map<String, String> properties) {
    super.initialize(LakeSession.CATALOG, properties);
  }
}
