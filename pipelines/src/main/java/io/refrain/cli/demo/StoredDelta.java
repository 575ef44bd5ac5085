package io.refrain.cli.demo;

import io.refrain.core.MergeToken;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.StoredRows;
import io.refrain.core.store.TableFile;
import io.refrain.delta.DeltaTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the newest version of a Delta table holds.
 *
 * @param rows how many rows
 * @param quantity the sum of all quantities
 */
record StoredDelta(long rows, long quantity) {

  static StoredDelta in(Path table) throws IOException {
    long rows = 0;
    long quantity = 0;
    try (MergeStore store = DeltaTable.at(table.toString()).open()) {
      String version = store.read(MergeToken.ofBatch("demo", 1)).version();
      for (TableFile file : store.files(version, KeyBounds.ANY)) {
        try (StoredRows stored = store.open(file, List.of("quantity"), null)) {
          while (stored.next()) {
            rows++;
            quantity += stored.row().getLong(0);
          }
        }
      }
    }
    return new StoredDelta(rows, quantity);
  }
}
