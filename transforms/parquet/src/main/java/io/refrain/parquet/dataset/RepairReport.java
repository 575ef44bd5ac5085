package io.refrain.parquet.dataset;

import java.util.List;

/**
 * What a repair did.
 *
 * @param version the newest commit of the dataset; 0 if there is none
 * @param moved how many files of an interrupted commit it put in their place
 * @param removed what it removed: files never committed, files replaced, old manifests
 */
public record RepairReport(long version, int moved, List<String> removed) {
  public RepairReport {
    removed = List.copyOf(removed);
  }
}
