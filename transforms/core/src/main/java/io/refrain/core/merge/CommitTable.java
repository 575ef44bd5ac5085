package io.refrain.core.merge;

import io.refrain.core.CountMetrics;
import io.refrain.core.MergeReceipt;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergeState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;

/**
 * Commits what a run gathered, in one step, or fails and changes nothing. It may be tried as often
 * as the runner likes: the token tells whether it is done.
 */
final class CommitTable extends TableFn<KV<String, Iterable<MergePart>>, MergeReceipt> {
  private static final long serialVersionUID = 1L;

  CommitTable(MergeSetup setup) {
    super(setup);
  }

  @ProcessElement
  public void commit(
      @Element KV<String, Iterable<MergePart>> run,
      BoundedWindow window,
      OutputReceiver<MergeReceipt> out)
      throws IOException {
    String target = setup.target().name();
    MergeReceipt receipt =
        new MergeCommit(table().store(), target, setup.token(window))
            .commit(
                base(run.getValue(), window), run.getValue(), setup.options().allowedRejections());
    CountMetrics.add(receipt.counts());
    CountMetrics.add(receipt.work());
    out.output(receipt);
  }

  /** What the run was made from. */
  private MergeBase base(Iterable<MergePart> parts, BoundedWindow window) throws IOException {
    List<MergeBase> pinned = new ArrayList<>();
    for (MergePart part : parts) {
      pinned.addAll(part.pinned());
    }
    MergeBase base = Repeated.theOne(setup.target().name(), pinned);
    if (base != null) {
      return base;
    }
    // It had no key to look for, perhaps because it was committed before.
    MergeState state = table().store().read(setup.token(window));
    return new MergeBase(state.version(), KeyBounds.ANY, state.receipt().orElse(null));
  }
}
