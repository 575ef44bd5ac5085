package io.refrain.core.merge;

import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeStore;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;

/** Stages the rows of a group whose keys are new to the table, under the name of this attempt. */
final class InsertRows extends TableFn<KV<String, Iterable<RowBlock>>, MergePart> {
  private static final long serialVersionUID = 1L;

  private final PCollectionView<List<MergeBase>> bases;

  InsertRows(MergeSetup setup, PCollectionView<List<MergeBase>> bases) {
    super(setup);
    this.bases = bases;
  }

  @ProcessElement
  public void insert(ProcessContext context) throws IOException {
    MergeBase base = Repeated.theOne(setup.target().name(), context.sideInput(bases));
    if (!setup.options().planOnly()) {
      context.output(stage(table().store(), base.version(), context.element().getValue()));
    }
  }

  static MergePart stage(MergeStore store, String base, Iterable<RowBlock> blocks)
      throws IOException {
    try (MergeStager stager = store.stage(UUID.randomUUID().toString())) {
      RowCursor cursor = new RowCursor(store.layout());
      RowBlock.Reader row = new RowBlock.Reader();
      for (RowBlock block : blocks) {
        row.open(block);
        while (row.next()) {
          stager.add(cursor.at(row.bytes(), row.offset(), row.length()));
        }
      }
      return FileRewrite.inserted(base, stager.finish());
    }
  }
}
