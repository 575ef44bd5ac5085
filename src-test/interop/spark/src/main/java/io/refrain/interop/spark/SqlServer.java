package io.refrain.interop.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * Runs the SQL statements of standard input, one a line, and answers each by one line of JSON on
 * standard output: {@code {"columns":[...],"types":[...],"nullable":[...],"rows":[[...]]}}, or
 * {@code {"error":"..."}}. The first line it writes, before any statement, says that it is ready.
 *
 * <p>Tables of Delta are named by their path, as in {@code delta.`/lake/orders`}; those of Iceberg
 * are in the catalog {@code refrain}, a JDBC catalog in the directory that is the only argument.
 */
public final class SqlServer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SqlServer() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // Whatever a library prints must not stand among the answers.
    System.setOut(System.err);
    try (SparkSession spark = session(arguments[0])) {
      answers.println("{\"ready\":\"" + spark.version() + "\"}");
      BufferedReader statements =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String sql = statements.readLine(); sql != null; sql = statements.readLine()) {
        answers.println(JSON.writeValueAsString(answer(spark, sql)));
      }
    }
  }

  private static SparkSession session(String directory) {
    return SparkSession.builder()
        .master("local[2]")
        .appName("interop")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.databricks.delta.snapshotPartitions", "1")
        .config("spark.databricks.delta.optimize.maxThreads", "1")
        .config("spark.sql.datetime.java8API.enabled", "true")
        .config("spark.sql.warehouse.dir", directory + "/spark-warehouse")
        .config(
            "spark.sql.extensions",
            "io.delta.sql.DeltaSparkSessionExtension,"
                + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.catalog.refrain", "org.apache.iceberg.spark.SparkCatalog")
        .config("spark.sql.catalog.refrain.type", "jdbc")
        .config("spark.sql.catalog.refrain.uri", "jdbc:sqlite:" + directory + "/catalog.db")
        .config("spark.sql.catalog.refrain.warehouse", directory + "/warehouse")
        .config("spark.sql.catalog.refrain.jdbc.schema-version", "V1")
        // The tables are written by another process in between.
        .config("spark.sql.catalog.refrain.cache-enabled", "false")
        .getOrCreate();
  }

  private static ObjectNode answer(SparkSession spark, String sql) {
    ObjectNode answer = JSON.createObjectNode();
    try {
      Dataset<Row> result = spark.sql(sql);
      ArrayNode columns = answer.putArray("columns");
      ArrayNode types = answer.putArray("types");
      ArrayNode nullable = answer.putArray("nullable");
      for (StructField field : result.schema().fields()) {
        columns.add(field.name());
        types.add(field.dataType().sql());
        nullable.add(field.nullable());
      }
      ArrayNode rows = answer.putArray("rows");
      for (Row row : result.collectAsList()) {
        ArrayNode values = rows.addArray();
        for (int i = 0; i < row.length(); i++) {
          values.add(text(row.get(i)));
        }
      }
      return answer;
    } catch (Exception e) {
      // The analyzer's exceptions are checked ones that no signature declares.
      answer.removeAll();
      return answer.put("error", chain(e));
    }
  }

  /** Values as Java writes them, which depends on no time zone; bytes in brackets. */
  private static String text(Object value) {
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    return value == null ? null : value.toString();
  }

  private static String chain(Throwable e) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = e; t != null; t = t.getCause()) {
      text.append(t).append('\n');
    }
    return text.toString();
  }
}
