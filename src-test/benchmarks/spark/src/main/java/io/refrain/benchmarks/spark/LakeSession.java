package io.refrain.benchmarks.spark;

import java.util.Locale;
import java.util.TimeZone;
import org.apache.spark.sql.SparkSession;

/** A Spark that knows Delta and Iceberg, the latter by the SQLite catalog of a warehouse. */
final class LakeSession {
  static final String CATALOG = "lake";
  static final String NAMESPACE = "lake.shop";
  static final String TABLE = "lake.shop.orders";

  private LakeSession() {}

  static SparkSession start(String name, String cores) {
    Locale.setDefault(Locale.ROOT);
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    return SparkSession.builder()
        .appName(name)
        .master("local[" + cores + "]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.sources.partitionOverwriteMode", "dynamic")
        .config("spark.sql.shuffle.partitions", Integer.parseInt(cores) * 4)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config(
            "spark.sql.extensions",
            "io.delta.sql.DeltaSparkSessionExtension,"
                + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
        .config(
            "spark.sql.catalog.spark_catalog",
            "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        // 50 tasks to read a log of a few entries are a waste, too.
        .config("spark.databricks.delta.snapshotPartitions", cores)
        .getOrCreate();
  }

  /** Catalogs are loaded when they are first named, so this may follow the start. */
  static void useWarehouse(SparkSession spark, String catalog, String warehouse) {
    String key = "spark.sql.catalog." + catalog;
    spark.conf().set(key, "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set(key + ".catalog-impl", NamedJdbcCatalog.class.getName());
    spark.conf().set(key + ".uri", "jdbc:sqlite:" + warehouse + "/catalog.db");
    spark.conf().set(key + ".warehouse", warehouse);
    spark.conf().set(key + ".jdbc.schema-version", "V1");
  }
}
