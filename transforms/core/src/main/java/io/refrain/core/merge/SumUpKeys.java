package io.refrain.core.merge;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Sums up the keys of a shard: a filter for those who search, the ranges for who lists files. */
final class SumUpKeys extends DoFn<KV<Integer, Iterable<KeysSeen>>, ShardKeys> {
  private static final long serialVersionUID = 1L;
  static final TupleTag<ShardKeys> FILTERS = new TupleTag<>() {};
  static final TupleTag<ShardKeys> RANGES = new TupleTag<>() {};

  // Of all filters together: good for ten million keys.
  static final int FILTER_BYTES = 16 << 20;

  private final int shards;

  SumUpKeys(int shards) {
    this.shards = shards;
  }

  @ProcessElement
  public void sumUp(@Element KV<Integer, Iterable<KeysSeen>> shard, MultiOutputReceiver out) {
    ShardKeys keys = ShardKeys.of(shard.getKey(), shard.getValue(), FILTER_BYTES / shards);
    out.get(FILTERS).output(keys);
    out.get(RANGES).output(new ShardKeys(keys.shard(), new KeyFilter(0, 0), keys.ranges()));
  }
}
