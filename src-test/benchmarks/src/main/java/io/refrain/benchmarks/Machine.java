package io.refrain.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Where it was measured, in one sentence. */
public final class Machine {
  private static final double BUSY_LOAD = 0.5;

  private Machine() {}

  public static String describe() throws IOException {
    return String.format(
        Locale.ROOT,
        "%d cores (%s), %.0f GB of memory, %s %s, Java %s",
        Runtime.getRuntime().availableProcessors(),
        value("/proc/cpuinfo", "model name"),
        Double.parseDouble(value("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "")) / 1e6,
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        System.getProperty("java.version"));
  }

  /** Says so if others were at work when it began; empty if not. */
  public static String busy() throws IOException {
    double load =
        Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).replaceFirst(" .*\\s*", ""));
    return load < BUSY_LOAD
        ? ""
        : String.format(
            Locale.ROOT,
            " The machine was busy with other work (load %.1f when it began): trust CPU seconds and"
                + " ratios more than wall seconds.",
            load);
  }

  private static String value(String file, String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown " + name);
    }
  }
}
