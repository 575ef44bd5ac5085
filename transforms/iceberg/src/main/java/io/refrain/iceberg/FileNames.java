package io.refrain.iceberg;

import java.util.UUID;
import org.apache.iceberg.Table;

/** The names of our files: they tell them from those of others. */
final class FileNames {
  private static final String OURS = "refrain-";
  private static final String REWRITTEN = "rewritten-";
  private static final String MERGED = "merged-";
  private static final String SUFFIX = ".parquet";

  private FileNames() {}

  /** A name that no other file has. */
  static String staged() {
    return OURS + UUID.randomUUID() + SUFFIX;
  }

  /**
   * For the rows that stay when others of their file are replaced: still not ours if they were not.
   */
  static String rewritten(String original) {
    return (isOurs(original) ? OURS : "") + REWRITTEN + UUID.randomUUID() + SUFFIX;
  }

  /** For rows of a merge. They are not those of a replace, to which they count as foreign. */
  static String merged() {
    return MERGED + UUID.randomUUID() + SUFFIX;
  }

  /** For the positions of rows that a merge deletes. */
  static String deletes() {
    return MERGED + UUID.randomUUID() + "-deletes" + SUFFIX;
  }

  /** What Iceberg makes names of for deletion vectors. */
  static String operation() {
    return MERGED + UUID.randomUUID();
  }

  /** Whether a replace wrote it. */
  static boolean isOurs(String location) {
    return location.substring(location.lastIndexOf('/') + 1).startsWith(OURS);
  }

  /** Whether a path has an end. */
  static boolean isWhole(String location) {
    return location.endsWith(SUFFIX) || location.endsWith(".puffin");
  }

  /** Below the table's location, as a person reads it. */
  static String shown(Table table, String location) {
    return location.startsWith(table.location() + "/")
        ? location.substring(table.location().length() + 1)
        : location;
  }
}
