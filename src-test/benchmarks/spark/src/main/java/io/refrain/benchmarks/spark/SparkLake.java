package io.refrain.benchmarks.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.expressions.Window;

/**
 * The jobs on lake tables in Spark: the latest row of each order replaces partitions, or is merged.
 *
 * <p>Arguments: {@code replace} or {@code merge}, {@code delta} or {@code iceberg}, the directory of
 * the table or the warehouse, the CSV file, its schema as DDL, the key columns with commas between,
 * the number of cores.
 */
public final class SparkLake {
  private final SparkSession spark;
  private final boolean delta;
  private final String directory;

  private SparkLake(SparkSession spark, boolean delta, String directory) {
    this.spark = spark;
    this.delta = delta;
    this.directory = directory;
  }

  public static void main(String[] args) throws IOException, NoSuchTableException {
    try (SparkSession spark = LakeSession.start(args[0], args[6])) {
      SparkLake lake = new SparkLake(spark, args[1].equals("delta"), args[2]);
      if (!lake.delta) {
        LakeSession.useWarehouse(spark, LakeSession.CATALOG, args[2]);
      }
      Dataset<Row> latest = lake.latest(args[3], args[4]);
      switch (args[0]) {
        case "replace" -> lake.replace(latest, args[4]);
        case "merge" -> lake.merge(latest, args[5].split(","));
        default -> throw new IllegalArgumentException("Neither replace nor merge: " + args[0]);
      }
    }
  }

  private Dataset<Row> latest(String csv, String schema) {
    return spark
        .read()
        .option("header", "true")
        .option("mode", "FAILFAST")
        .schema(schema)
        .csv(csv)
        .withColumn(
            "row_number",
            row_number()
                .over(
                    Window.partitionBy("order_id")
                        // The quantity decides ties: without it the result would be undefined.
                        .orderBy(col("updated_at").desc(), col("quantity").desc())))
        .where(col("row_number").equalTo(1))
        .drop("row_number");
  }

  private void replace(Dataset<Row> latest, String schema) throws NoSuchTableException {
    if (delta) {
      latest
          .write()
          .format("delta")
          .mode(SaveMode.Overwrite)
          .partitionBy("order_date")
          .save(directory);
    } else {
      spark.sql("CREATE NAMESPACE IF NOT EXISTS " + LakeSession.NAMESPACE);
      spark.sql(
          "CREATE TABLE IF NOT EXISTS "
              + LakeSession.TABLE
              + " ("
              + schema
              + ") USING iceberg PARTITIONED BY (order_date)");
      latest.writeTo(LakeSession.TABLE).overwritePartitions();
    }
  }

  private void merge(Dataset<Row> latest, String[] keys) {
    latest.createOrReplaceTempView("delivery");
    String on = Arrays.stream(keys).map(k -> "t." + k + " = s." + k).collect(Collectors.joining(" AND "));
    spark.sql(
        "MERGE INTO "
            + (delta ? "delta.`" + directory + "`" : LakeSession.TABLE)
            + " t USING delivery s ON "
            + on
            + " WHEN MATCHED AND s.updated_at > t.updated_at THEN UPDATE SET *"
            + " WHEN NOT MATCHED THEN INSERT *");
  }
}
