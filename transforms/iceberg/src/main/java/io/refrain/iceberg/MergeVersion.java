package io.refrain.iceberg;

import java.util.Optional;
import org.apache.iceberg.Snapshot;

/**
 * Names a version of a table for a merge.
 *
 * @param table the table's unique id
 * @param schema the columns that it has
 * @param snapshot the snapshot; empty if there is none yet
 */
record MergeVersion(String table, int schema, Optional<Long> snapshot) {
  private static final String SEPARATOR = " ";

  static MergeVersion of(Head head) {
    return new MergeVersion(
        head.uuid(), head.table().schema().schemaId(), head.snapshot().map(Snapshot::snapshotId));
  }

  static MergeVersion parse(String text) {
    String[] parts = text.split(SEPARATOR, 3);
    return new MergeVersion(
        parts[2],
        Integer.parseInt(parts[1]),
        parts[0].equals("empty") ? Optional.empty() : Optional.of(Long.parseLong(parts[0])));
  }

  String write() {
    return snapshot.map(String::valueOf).orElse("empty") + SEPARATOR + schema + SEPARATOR + table;
  }
}
