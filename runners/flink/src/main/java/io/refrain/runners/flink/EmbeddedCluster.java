package io.refrain.runners.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of a Flink cluster inside this process.
 *
 * @param managedBytes what sorts may use, all together and outside of the Java heap; what does not
 *     fit spills to the temporary directory
 */
record EmbeddedCluster(long managedBytes) {
  private static final long MIN_MANAGED_BYTES = 128L << 20;
  private static final long MAX_MANAGED_BYTES = 1536L << 20;

  /** The cluster for a heap of this size: a little more than half as much again is for sorts. */
  static EmbeddedCluster forHeap(long heapBytes) {
    long share = heapBytes / 5 * 2;
    return new EmbeddedCluster(Math.max(MIN_MANAGED_BYTES, Math.min(MAX_MANAGED_BYTES, share)));
  }

  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("taskmanager.memory.managed.size", (managedBytes >> 10) + "kb");
    return settings;
  }

  /**
   * Writes the settings where {@code --flinkConfDir} can point; removed when this process ends.
   *
   * @throws UncheckedIOException if the temporary directory cannot be written
   */
  Path writeTemporary() {
    try {
      Path directory = Files.createTempDirectory("refrain-flink-");
      // Files go in the reverse order of these calls: the directory last.
      directory.toFile().deleteOnExit();
      Path file = directory.resolve("config.yaml");
      file.toFile().deleteOnExit();
      StringBuilder text = new StringBuilder();
      settings().forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
      Files.writeString(file, text, StandardCharsets.UTF_8);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write the settings of the embedded Flink cluster to the temporary directory "
              + System.getProperty("java.io.tmpdir")
              + ". Nothing was changed. Free some space, or name another with"
              + " REFRAIN_JAVA_OPTS=-Djava.io.tmpdir=DIR.",
          e);
    }
  }
}
