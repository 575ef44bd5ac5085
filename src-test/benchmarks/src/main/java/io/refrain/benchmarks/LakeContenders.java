package io.refrain.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How each contender is started on a lake table. Their names are FORMAT-ENGINE. */
final class LakeContenders {
  static final List<String> NAMES =
      List.of("delta-refrain", "delta-spark", "iceberg-refrain", "iceberg-spark");

  // As the launcher says to the same Java for the Flink runner.
  private static final List<String> FLINK_OPENS =
      List.of(
          "java.lang",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.text",
          "java.time",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.util.concurrent.locks",
          "sun.nio.ch");

  private LakeContenders() {}

  static String format(String name) {
    return name.substring(0, name.indexOf('-'));
  }

  /** The one that it is compared with. */
  static String peer(String name) {
    return format(name) + "-spark";
  }

  static Contender named(String name, Settings settings, LakePhase phase, Path csv, Path place)
      throws IOException {
    if (name.equals(peer(name))) {
      return spark(name, settings, phase, csv, place);
    }
    return phase.merges()
        ? refrainMerge(name, settings, phase, csv, place)
        : refrainReplace(name, settings, csv, place);
  }

  private static Contender refrainReplace(String name, Settings settings, Path csv, Path place) {
    List<String> command =
        new ArrayList<>(
            List.of(
                settings.root().resolve("refrain").toString(),
                "replace",
                "--runner=flink",
                "--input=" + csv,
                "--schema=" + Orders.sqlSchema(),
                "--key=order_id",
                "--latestBy=updated_at",
                "--partitionBy=order_date",
                "--scope=everything",
                "--createTable"));
    if (format(name).equals("delta")) {
      command.add("--target=delta:" + place);
    } else {
      command.add("--target=iceberg:lake.shop.orders");
      command.add("--catalog.warehouse=" + place);
    }
    return new Contender(
        name, command, Map.of("REFRAIN_JAVA_OPTS", "-Xmx" + settings.heap()), place);
  }

  private static Contender refrainMerge(
      String name, Settings settings, LakePhase phase, Path csv, Path place) throws IOException {
    Path runner = settings.root().resolve("runners/flink/target");
    List<String> command = new ArrayList<>();
    command.add(Contenders.java());
    command.add("-XX:+UseParallelGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xmx" + settings.heap());
    command.add("-XX:SharedArchiveFile=" + runner.resolve("classes.jsa"));
    command.add("-Xlog:cds=off");
    command.add("-Xlog:cds+dynamic=off");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.add("--add-exports=java.base/sun.net.util=ALL-UNNAMED");
    FLINK_OPENS.forEach(p -> command.add("--add-opens=java.base/" + p + "=ALL-UNNAMED"));
    command.add("-cp");
    command.add(
        jar(runner)
            + ":"
            + runner
            + "/lib/*:"
            + jar(settings.root().resolve("src-test/benchmarks/lake/target")));
    command.add("io.refrain.benchmarks.lake.RefrainMerge");
    command.addAll(
        List.of(format(name), place.toString(), csv.toString(), Orders.sqlSchema(), phase.key()));
    return new Contender(name, command, Map.of(), place);
  }

  private static Path jar(Path target) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.toString().endsWith("-SNAPSHOT.jar"))
          .findFirst()
          .orElseThrow(() -> new IOException("No jar in " + target + ": it was not built."));
    }
  }

  private static Contender spark(
      String name, Settings settings, LakePhase phase, Path csv, Path place) {
    List<String> command = Contenders.sparkMain("SparkLake", settings);
    command.addAll(
        List.of(
            phase.merges() ? "merge" : "replace",
            format(name),
            place.toString(),
            csv.toString(),
            Orders.sparkSchema(),
            phase.key(),
            Integer.toString(settings.cores())));
    return new Contender(name, command, Map.of(), place);
  }
}
