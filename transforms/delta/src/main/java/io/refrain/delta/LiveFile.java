package io.refrain.delta;

import io.delta.kernel.data.Row;
import io.refrain.core.Partition;

/**
 * A data file that the table consists of.
 *
 * @param path as the log has it: relative to the table and percent-encoded, unless it is absolute
 * @param partition where its rows belong
 * @param rows how many rows it holds, those deleted included; 0 if the log does not tell
 * @param statistics as the log has them, JSON; empty if it has none
 * @param deletes the deletion vector that applies to it, JSON; empty if there is none
 * @param action the log's own row of it
 */
record LiveFile(
    String path, Partition partition, long rows, String statistics, String deletes, Row action) {

  /** Whether the name is one that Refrain gives. */
  boolean isOursByName() {
    return DataFiles.isOurs(path);
  }

  /** Whether rows of it are deleted by a deletion vector. */
  boolean thinned() {
    return !deletes.isEmpty();
  }
}
