package io.refrain.delta;

import io.refrain.core.Partition;
import java.net.URI;
import java.net.URISyntaxException;

/** How data files are named. */
final class DataFiles {
  private static final String OURS = "refrain-";
  private static final String PARQUET = ".parquet";

  private DataFiles() {}

  /** The path of a new file, relative to the table. */
  static String path(Partition partition, String name) {
    String file = OURS + name + PARQUET;
    return partition.path().isEmpty() ? file : partition.path() + "/" + file;
  }

  static boolean isOurs(String path) {
    return name(path).startsWith(OURS);
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** A path as the log has it: a relative URI. */
  static String encode(String path) {
    try {
      return new URI(null, null, path, null).getRawPath();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("No path: " + path, e);
    }
  }

  /** The reverse of {@link #encode}. */
  static String decode(String path) {
    return URI.create(path).getPath();
  }
}
