package io.refrain.runners.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings of Flink's own, as {@code --flinkConfDir} takes them.
 *
 * @param values by the names of Flink's configuration
 */
record FlinkSettings(Map<String, String> values) {
  static final String AUTO_PARALLELISM = "execution.batch.adaptive.auto-parallelism.enabled";
  static final String SLOTS = "taskmanager.numberOfTaskSlots";
  static final String MANAGED_MEMORY = "taskmanager.memory.managed.size";

  static final String SEGMENT = "taskmanager.memory.segment-size";
  static final String LEAST_NETWORK_MEMORY = "taskmanager.memory.network.min";
  static final String MOST_NETWORK_MEMORY = "taskmanager.memory.network.max";

  /**
   * Four times Flink's own. A sort takes all the segments of its share when it begins: making and
   * freeing 32 KB each took longer than a small job.
   */
  private static final long SEGMENT_BYTES = 128L << 10;

  private static final long MIN_NETWORK_SEGMENTS = 1024;

  /** A shuffle has a segment for each pair of tasks, and a job so many shuffles at once. */
  private static final long SHUFFLES = 8;

  private static final long MIN_MANAGED_BYTES = 128L << 20;
  private static final long MAX_MANAGED_BYTES = 1536L << 20;

  /**
   * More of it makes no sort of ours faster, and each sort begins by taking all of its slot's: that
   * alone cost a small job half a second.
   */
  private static final long MANAGED_BYTES_PER_SLOT = 256L << 20;

  FlinkSettings {
    values = Map.copyOf(values);
  }

  /**
   * For any cluster. Flink would choose the parallelism of a bounded job's steps by the bytes they
   * receive; ours pass on few and small elements that stand for much work (parts of files, blocks),
   * and would run one at a time.
   */
  static FlinkSettings ofJob() {
    return new FlinkSettings(Map.of(AUTO_PARALLELISM, "false"));
  }

  /**
   * For a cluster inside this process.
   *
   * @param slots how many tasks of a step run at once; Flink itself would make one slot for a
   *     bounded job
   * @param heapBytes the largest heap. Up to two fifths as much again, outside of it, is for sorts;
   *     what does not fit there spills to the temporary directory
   */
  static FlinkSettings ofEmbeddedCluster(int slots, long heapBytes) {
    long most = Math.min(MAX_MANAGED_BYTES, MANAGED_BYTES_PER_SLOT * slots);
    long managed = Math.max(MIN_MANAGED_BYTES, Math.min(most, heapBytes / 5 * 2));
    Map<String, String> values = new TreeMap<>(ofJob().values());
    values.put(SLOTS, Integer.toString(slots));
    values.put(MANAGED_MEMORY, kilobytes(managed));
    values.put(SEGMENT, kilobytes(SEGMENT_BYTES));
    long network = SEGMENT_BYTES * Math.max(MIN_NETWORK_SEGMENTS, SHUFFLES * slots * (slots + 1L));
    values.put(LEAST_NETWORK_MEMORY, kilobytes(network));
    values.put(MOST_NETWORK_MEMORY, kilobytes(network));
    return new FlinkSettings(values);
  }

  private static String kilobytes(long bytes) {
    return (bytes >> 10) + "kb";
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
      new TreeMap<>(values)
          .forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
      Files.writeString(file, text, StandardCharsets.UTF_8);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write the settings of Flink to the temporary directory "
              + System.getProperty("java.io.tmpdir")
              + ". Nothing was changed. Free some space, or name another with"
              + " REFRAIN_JAVA_OPTS=-Djava.io.tmpdir=DIR.",
          e);
    }
  }
}
