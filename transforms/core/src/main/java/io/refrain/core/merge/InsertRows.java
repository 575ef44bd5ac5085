package io.refrain.core.merge;

import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeStore;
import java.io.IOException;
import java.util.UUID;

/** Stages rows whose keys are new to the table, under the name of this attempt. */
final class InsertRows {
  private InsertRows() {}

  static MergePart stage(MergeStore store, Iterable<MergeBlock> blocks) throws IOException {
    try (MergeStager stager = store.stage(UUID.randomUUID().toString())) {
      RowCursor cursor = new RowCursor(store.layout());
      RowBlock.Reader row = new RowBlock.Reader();
      for (MergeBlock block : blocks) {
        row.open(block.rows());
        while (row.next()) {
          stager.add(cursor.at(row.bytes(), row.offset(), row.length()));
        }
      }
      return FileRewrite.inserted(stager.finish());
    }
  }
}
