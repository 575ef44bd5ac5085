package io.refrain.benchmarks.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import java.io.IOException;
import java.util.Locale;
import java.util.TimeZone;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/**
 * The job in Spark: the latest row of each order, replacing the partitions of a Parquet dataset.
 *
 * <p>Arguments: the CSV file, the directory, the schema as DDL, the number of cores.
 */
public final class SparkReplace {
  private SparkReplace() {}

  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    String cores = args[3];
    try (SparkSession spark =
        SparkSession.builder()
            .appName("replace")
            .master("local[" + cores + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.sources.partitionOverwriteMode", "dynamic")
            // Adaptive execution would join small partitions anyway; 200 tasks of 2 cores are a waste.
            .config("spark.sql.shuffle.partitions", Integer.parseInt(cores) * 4)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()) {
      Dataset<Row> orders =
          spark.read().option("header", "true").option("mode", "FAILFAST").schema(args[2]).csv(args[0]);
      orders
          .withColumn(
              "row_number",
              row_number()
                  .over(
                      Window.partitionBy("order_id")
                          // The quantity decides ties: without it the result would be undefined.
                          .orderBy(col("updated_at").desc(), col("quantity").desc())))
          .where(col("row_number").equalTo(1))
          .drop("row_number")
          .write()
          .mode(SaveMode.Overwrite)
          .partitionBy("order_date")
          .parquet(args[1]);
    }
  }
}
