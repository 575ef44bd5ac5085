package io.refrain.core.merge;

import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergeState;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Pins the version of the table, once for each run that has keys, and lists the files that may hold
 * one; none for a run that is committed already. If the runner repeats it, it may find another
 * version: whatever follows carries the one it was made from, and the commit compares them.
 */
final class ListFiles extends TableFn<KeySummary, KV<Integer, SearchTask>> {
  private static final long serialVersionUID = 1L;
  static final TupleTag<KV<Integer, SearchTask>> TASKS = new TupleTag<>() {};
  static final TupleTag<MergePart> PARTS = new TupleTag<>() {};

  ListFiles(MergeSetup setup) {
    super(setup);
  }

  /** Lists, once for each window, the files for all its keys. */
  static PCollectionTuple of(PCollection<KeySummary> keys, MergeSetup setup) {
    PCollectionTuple listed =
        keys.setCoder(SerializableCoder.of(KeySummary.class))
            .apply("GatherKeys", Combine.globally(new PlusFn()).withoutDefaults())
            .apply(
                "ListFiles",
                ParDo.of(new ListFiles(setup)).withOutputTags(TASKS, TupleTagList.of(PARTS)));
    listed
        .get(TASKS)
        .setCoder(KvCoder.of(VarIntCoder.of(), SerializableCoder.of(SearchTask.class)));
    listed.get(PARTS).setCoder(SerializableCoder.of(MergePart.class));
    return listed;
  }

  @ProcessElement
  public void list(@Element KeySummary keys, BoundedWindow window, MultiOutputReceiver out)
      throws IOException {
    MergeState state = table().store().read(setup.token(window));
    KeyBounds bounds = keys.bounds();
    MergeBase base = new MergeBase(state.version(), bounds, state.receipt().orElse(null));
    if (!base.isCommitted() && !keys.base().isEmpty() && !keys.base().equals(base.version())) {
      throw Repeated.otherVersion(setup.target().name());
    }
    out.get(PARTS).output(MergePart.pinned(base));
    if (base.isCommitted() || keys.isEmpty()) {
      return;
    }
    List<SearchTask> tasks =
        SearchTask.of(
            base.version(),
            table().store().files(base.version(), bounds),
            keys.filter(),
            setup.options().shards());
    for (int i = 0; i < tasks.size(); i++) {
      out.get(TASKS).output(KV.of(i, tasks.get(i)));
    }
  }

  /** Sums up as the summaries come, so that they need not be held all together. */
  private static final class PlusFn extends Combine.BinaryCombineFn<KeySummary> {
    private static final long serialVersionUID = 1L;

    @Override
    public KeySummary apply(KeySummary left, KeySummary right) {
      return left.plus(right);
    }
  }
}
