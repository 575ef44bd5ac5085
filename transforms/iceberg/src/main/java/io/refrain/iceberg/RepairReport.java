package io.refrain.iceberg;

import java.util.List;

/**
 * What a repair did.
 *
 * @param removed the data files that were staged, never committed, and older than the safe age
 */
public record RepairReport(List<String> removed) {
  public RepairReport {
    removed = List.copyOf(removed);
  }
}
