package io.refrain.interop;

import java.util.Map;

/** The formats of tables, with what matters to who writes them. */
enum Lake {
  /** Delta, files written anew. */
  DELTA("delta"),
  /** Delta, deleted rows marked in vectors. */
  DELTA_VECTORS("delta"),
  /** Iceberg version 2, deleted rows listed by position in files. */
  ICEBERG_2("iceberg"),
  /** Iceberg version 3, deleted rows marked in vectors. */
  ICEBERG_3("iceberg");

  private final String format;

  Lake(String format) {
    this.format = format;
  }

  private static Map<String, String> mergeOnRead(String version) {
    return Map.of(
        "format-version",
        version,
        "write.delete.mode",
        "merge-on-read",
        "write.update.mode",
        "merge-on-read",
        "write.merge.mode",
        "merge-on-read");
  }

  String format() {
    return format;
  }

  boolean isDelta() {
    return format.equals("delta");
  }

  /** Whether a DELETE of Spark leaves the data file in place, and writes down what is deleted. */
  boolean marksDeletes() {
    return this != DELTA;
  }

  Map<String, String> properties() {
    return switch (this) {
      case DELTA -> Map.of();
      case DELTA_VECTORS -> Map.of("delta.enableDeletionVectors", "true");
      case ICEBERG_2 -> mergeOnRead("2");
      case ICEBERG_3 -> mergeOnRead("3");
    };
  }
}
