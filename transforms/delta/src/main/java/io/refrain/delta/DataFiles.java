package io.refrain.delta;

import io.refrain.core.Partition;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * How data files are named. Those of a replace and those of a merge have other names: a replace
 * takes what a merge added to its partitions for somebody else's, so that it is not lost silently.
 */
final class DataFiles {
  /** What names of files of a replace begin with. */
  static final String OF_REPLACE = "refrain-";

  /** What names of files of a merge begin with. */
  static final String OF_MERGE = "merge-refrain-";

  private static final String PARQUET = ".parquet";

  private DataFiles() {}

  /** The path of a new file, relative to the table. */
  static String path(Partition partition, String name) {
    String file = name + PARQUET;
    return partition.path().isEmpty() ? file : partition.path() + "/" + file;
  }

  /** Whether a replace gave a file its name. */
  static boolean isOurs(String path) {
    return name(path).startsWith(OF_REPLACE);
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
