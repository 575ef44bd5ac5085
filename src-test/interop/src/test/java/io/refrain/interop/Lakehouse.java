package io.refrain.interop;

import io.refrain.iceberg.IcebergCatalog;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;

/** A directory of tables, and the Spark that sees them too. */
final class Lakehouse {
  private static final String NAME = "refrain";
  private final Path directory;
  private final SparkProcess spark;
  private final AtomicInteger tables = new AtomicInteger();

  Lakehouse(Path directory, SparkProcess spark) {
    this.directory = directory;
    this.spark = spark;
    spark.sql("CREATE NAMESPACE IF NOT EXISTS refrain.shop");
  }

  Path directory() {
    return directory;
  }

  SparkProcess spark() {
    return spark;
  }

  /** A table that is not there yet. */
  LakeTable newTable(Lake lake) {
    return new LakeTable(this, lake, "t" + tables.incrementAndGet());
  }

  IcebergCatalog catalog() {
    return IcebergCatalog.of(properties()).named(NAME);
  }

  /** The catalog as Iceberg's own library opens it; the caller closes it. */
  Catalog openCatalog() {
    return CatalogUtil.buildIcebergCatalog(NAME, properties(), new Configuration());
  }

  private Map<String, String> properties() {
    return Map.of(
        "type",
        "jdbc",
        "uri",
        "jdbc:sqlite:" + directory.resolve("catalog.db"),
        "jdbc.schema-version",
        "V1",
        "warehouse",
        directory.resolve("warehouse").toString());
  }
}
