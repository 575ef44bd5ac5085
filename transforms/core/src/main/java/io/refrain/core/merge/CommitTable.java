package io.refrain.core.merge;

import io.refrain.core.CountMetrics;
import io.refrain.core.MergeReceipt;
import io.refrain.core.store.KeyBounds;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Commits what a run gathered, in one step, or fails and changes nothing. It may be tried as often
 * as the runner likes: the token tells whether it is done.
 */
final class CommitTable extends TableFn<KV<String, Iterable<MergePart>>, MergeReceipt> {
  private static final long serialVersionUID = 1L;

  private final PCollectionView<List<MergeBase>> bases;

  CommitTable(MergeSetup setup, PCollectionView<List<MergeBase>> bases) {
    super(setup);
    this.bases = bases;
  }

  @ProcessElement
  public void commit(ProcessContext context, BoundedWindow window) throws IOException {
    String target = setup.target().name();
    MergeBase found = Repeated.theOne(target, context.sideInput(bases));
    // A window all of whose rows were rejected before their keys were seen has none.
    MergeBase base = found == null ? new MergeBase("", KeyBounds.ANY, null) : found;
    MergeReceipt receipt =
        new MergeCommit(table().store(), target, setup.token(window))
            .commit(base, context.element().getValue(), setup.options().allowedRejections());
    CountMetrics.add(receipt.counts());
    CountMetrics.add(receipt.work());
    context.output(receipt);
  }
}
