package io.refrain.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the tables of all contenders by Spark, and fails unless all hold the same. */
final class LakeContent {
  private static final String LINE = "content ";

  private LakeContent() {}

  /**
   * Reads and compares them.
   *
   * @param places the table of each contender, by its name
   * @return what all of them hold
   */
  static String requireSame(Map<String, Path> places, Settings settings)
      throws IOException, InterruptedException {
    List<String> command = Contenders.sparkMain("SparkContent", settings);
    command.add(Integer.toString(settings.cores()));
    places.forEach((name, place) -> command.add(LakeContenders.format(name) + "=" + place));
    Path log = settings.work().resolve("content.log");
    if (!MeasuredProcess.run(command, Map.of(), log, Workplace.LIMIT).succeeded()) {
      throw new IOException("The tables cannot be read; the log is " + log);
    }
    return requireSame(
        List.copyOf(places.keySet()), Files.readAllLines(log, StandardCharsets.UTF_8));
  }

  static String requireSame(List<String> names, List<String> lines) {
    List<String> contents = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(LINE)) {
        contents.add(line.substring(LINE.length()));
      }
    }
    if (contents.size() != names.size()) {
      throw new IllegalStateException("Asked of " + names + ", but read " + contents);
    }
    for (int i = 0; i < contents.size(); i++) {
      if (!contents.get(i).equals(contents.get(0))) {
        throw new IllegalStateException(
            names.get(i)
                + " made other content than "
                + names.get(0)
                + ": "
                + contents.get(i)
                + ", not "
                + contents.get(0));
      }
    }
    String[] parts = contents.get(0).split(" ", -1);
    if (!parts[0].equals(parts[1])) {
      throw new IllegalStateException("Keys were left more than once: " + contents.get(0));
    }
    return parts[0] + " rows, " + parts[2] + " dates, checksum " + parts[3];
  }
}
