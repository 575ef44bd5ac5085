package io.refrain.core.merge;

import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Sums up the keys of a shard: a filter for those who search, the ranges for who lists files. */
final class SumUpKeys extends TableFn<KV<Integer, Iterable<KeysSeen>>, ShardKeys> {
  private static final long serialVersionUID = 1L;
  static final TupleTag<ShardKeys> FILTERS = new TupleTag<>() {};
  static final TupleTag<ShardKeys> RANGES = new TupleTag<>() {};

  // Of all filters together: good for ten million keys.
  static final int FILTER_BYTES = 16 << 20;

  private transient List<KeyColumn> columns;

  SumUpKeys(MergeSetup setup) {
    super(setup);
  }

  @ProcessElement
  public void sumUp(@Element KV<Integer, Iterable<KeysSeen>> shard, MultiOutputReceiver out)
      throws IOException {
    if (columns == null) {
      columns = KeyColumn.of(table().store().layout(), setup.spec().latestBy().keys());
    }
    int maxBytes = FILTER_BYTES / setup.options().shards();
    ShardKeys keys = ShardKeys.of(shard.getKey(), shard.getValue(), columns, maxBytes);
    out.get(FILTERS).output(keys);
    out.get(RANGES).output(new ShardKeys(keys.shard(), new KeyFilter(0, 0), keys.ranges()));
  }
}
