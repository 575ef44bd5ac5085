package io.refrain.benchmarks.spark;

import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Says what tables hold: of each a line of its rows, keys, dates, and the sum of its rows' hashes,
 * which is the same for the same rows in any order.
 *
 * <p>Arguments: the number of cores, then {@code delta=DIRECTORY} or {@code iceberg=WAREHOUSE}.
 */
public final class SparkContent {
  private SparkContent() {}

  public static void main(String[] args) throws IOException {
    try (SparkSession spark = LakeSession.start("content", args[0])) {
      for (int i = 1; i < args.length; i++) {
        int equals = args[i].indexOf('=');
        String place = args[i].substring(equals + 1);
        Row content;
        if (args[i].startsWith("delta=")) {
          content = of(spark.read().format("delta").load(place));
        } else {
          LakeSession.useWarehouse(spark, "lake" + i, place);
          content = of(spark.table("lake" + i + ".shop.orders"));
        }
        System.out.println("content " + content.mkString(" "));
      }
    }
  }

  private static Row of(Dataset<Row> table) {
    return table
        .selectExpr(
            "count(*)",
            "count(DISTINCT order_id)",
            "count(DISTINCT order_date)",
            "sum(CAST(xxhash64(order_id, customer_id, product, quantity,"
                + " CAST(amount AS DECIMAL(12,2)), order_date, unix_micros(updated_at))"
                + " AS DECIMAL(38,0)))")
        .first();
  }
}
