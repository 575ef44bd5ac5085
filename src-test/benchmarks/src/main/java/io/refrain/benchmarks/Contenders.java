package io.refrain.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How each contender is started. Every one reads the same file with the same declared types. */
final class Contenders {
  static final List<String> NAMES = List.of("refrain-flink", "refrain-direct", "spark", "duckdb");

  /** Those that the others are compared with. */
  static final List<String> PEERS = List.of("spark", "duckdb");

  /** The packages that Spark 4 wants opened on Java 17 and newer; from its own launcher. */
  private static final List<String> SPARK_OPENS =
      List.of(
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.io",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/sun.nio.ch",
          "java.base/sun.nio.cs",
          "java.base/sun.security.action",
          "java.base/sun.util.calendar");

  private Contenders() {}

  static Contender named(String name, Settings settings, Path csv, Path dataset) {
    return switch (name) {
      case "refrain-flink" -> refrain(name, "flink", settings, csv, dataset);
      case "refrain-direct" -> refrain(name, "direct", settings, csv, dataset);
      case "spark" -> spark(name, settings, csv, dataset);
      case "duckdb" -> duckDb(name, settings, csv, dataset);
      default -> throw new IllegalArgumentException("Unknown contender '" + name + "'");
    };
  }

  private static Contender refrain(
      String name, String runner, Settings settings, Path csv, Path dataset) {
    return new Contender(
        name,
        List.of(
            settings.root().resolve("refrain").toString(),
            "replace",
            "--runner=" + runner,
            "--input=" + csv,
            "--schema=" + Orders.sqlSchema(),
            "--key=order_id",
            "--latestBy=updated_at",
            "--partitionBy=order_date",
            "--scope=everything",
            "--target=parquet:" + dataset),
        Map.of("REFRAIN_JAVA_OPTS", "-Xmx" + settings.heap()),
        dataset);
  }

  private static Contender spark(String name, Settings settings, Path csv, Path dataset) {
    List<String> command = sparkMain("SparkReplace", settings);
    command.add(csv.toString());
    command.add(dataset.toString());
    command.add(Orders.sparkSchema());
    command.add(Integer.toString(settings.cores()));
    return new Contender(name, command, Map.of(), dataset);
  }

  /** What starts a main of the Spark module; its arguments are to be added. */
  static List<String> sparkMain(String main, Settings settings) {
    Path target = settings.root().resolve("src-test/benchmarks/spark/target");
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add("-Xmx" + settings.heap());
    SPARK_OPENS.forEach(opened -> command.add("--add-opens=" + opened + "=ALL-UNNAMED"));
    command.add("-Djdk.reflect.useDirectMethodHandle=false");
    command.add("-Dio.netty.tryReflectionSetAccessible=true");
    command.add("-cp");
    command.add(target.resolve("classes") + ":" + target.resolve("lib") + "/*");
    command.add("io.refrain.benchmarks.spark." + main);
    return command;
  }

  private static Contender duckDb(String name, Settings settings, Path csv, Path dataset) {
    return new Contender(
        name,
        List.of(
            java(),
            "-cp",
            System.getProperty("java.class.path"),
            DuckDbReplace.class.getName(),
            csv.toString(),
            dataset.toString(),
            Integer.toString(settings.cores())),
        Map.of(),
        dataset);
  }

  /** The Java that runs this. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
