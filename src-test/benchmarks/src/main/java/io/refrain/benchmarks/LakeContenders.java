package io.refrain.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How each contender is started on a lake table. Their names are FORMAT-ENGINE. */
final class LakeContenders {
  static final List<String> NAMES =
      List.of("delta-refrain", "delta-spark", "iceberg-refrain", "iceberg-spark");

  private LakeContenders() {}

  static String format(String name) {
    return name.substring(0, name.indexOf('-'));
  }

  /** The one that it is compared with. */
  static String peer(String name) {
    return format(name) + "-spark";
  }

  static Contender named(String name, Settings settings, LakePhase phase, Path csv, Path place) {
    if (name.equals(peer(name))) {
      return spark(name, settings, phase, csv, place);
    }
    return refrain(name, settings, phase, csv, place);
  }

  private static Contender refrain(
      String name, Settings settings, LakePhase phase, Path csv, Path place) {
    List<String> command =
        new ArrayList<>(
            List.of(
                settings.root().resolve("refrain").toString(),
                phase.merges() ? "merge" : "replace",
                "--runner=flink",
                "--input=" + csv,
                "--schema=" + Orders.sqlSchema(),
                "--key=" + phase.key(),
                "--latestBy=updated_at",
                "--json"));
    if (!phase.merges()) {
      command.addAll(List.of("--partitionBy=order_date", "--scope=everything", "--createTable"));
    }
    if (format(name).equals("delta")) {
      command.add("--target=delta:" + place);
    } else {
      command.add("--target=iceberg:lake.shop.orders");
      command.add("--catalog.warehouse=" + place);
    }
    return new Contender(
        name, command, Map.of("REFRAIN_JAVA_OPTS", "-Xmx" + settings.heap()), place);
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
