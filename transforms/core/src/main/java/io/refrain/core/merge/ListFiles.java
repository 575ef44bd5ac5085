package io.refrain.core.merge;

import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Pins the version of the table, once for each run, and lists the files that may hold a touched
 * key; none for a run that is committed already. If the runner repeats it, it may find another
 * version: whatever follows carries the one it was made from, and the commit compares them.
 */
final class ListFiles extends TableFn<KV<String, Iterable<ShardKeys>>, MergeBase> {
  private static final long serialVersionUID = 1L;
  static final TupleTag<MergeBase> BASE = new TupleTag<>() {};
  static final TupleTag<KV<Integer, FileTask>> FILES = new TupleTag<>() {};

  /** Stands for a run without keys. */
  static final ShardKeys NO_KEYS = new ShardKeys(-1, new KeyFilter(0, 0), List.of());

  ListFiles(MergeSetup setup) {
    super(setup);
  }

  /** Lists, once for each window, the files for all its keys. */
  static PCollectionTuple of(PCollection<ShardKeys> keys, MergeSetup setup) {
    PCollectionTuple listed =
        keys.apply("OneList", WithKeys.of(""))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(ShardKeys.class)))
            .apply("GatherKeys", GroupByKey.create())
            .apply(
                "ListFiles",
                ParDo.of(new ListFiles(setup)).withOutputTags(BASE, TupleTagList.of(FILES)));
    listed.get(BASE).setCoder(SerializableCoder.of(MergeBase.class));
    listed.get(FILES).setCoder(KvCoder.of(VarIntCoder.of(), SerializableCoder.of(FileTask.class)));
    return listed;
  }

  @ProcessElement
  public void list(
      @Element KV<String, Iterable<ShardKeys>> keys, BoundedWindow window, MultiOutputReceiver out)
      throws IOException {
    MergeState state = table().store().read(setup.token(window));
    List<ShardKeys> shards = new ArrayList<>();
    for (ShardKeys shard : keys.getValue()) {
      if (shard.shard() >= 0) {
        shards.add(shard);
      }
    }
    List<KeyColumn> columns =
        KeyColumn.of(table().store().layout(), setup.spec().latestBy().keys());
    KeyBounds bounds = shards.isEmpty() ? KeyBounds.ANY : ShardKeys.bounds(shards, columns);
    MergeBase base = new MergeBase(state.version(), bounds, state.receipt().orElse(null));
    out.get(BASE).output(base);
    boolean search = !shards.isEmpty() || setup.work() == ShardMerge.Work.DEDUP;
    if (base.isCommitted() || !search) {
      return;
    }
    int number = 0;
    for (TableFile file : table().store().files(base.version(), bounds)) {
      out.get(FILES).output(KV.of(number, new FileTask(base.version(), number, file)));
      number++;
    }
  }
}
