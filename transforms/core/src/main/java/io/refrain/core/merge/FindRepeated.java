package io.refrain.core.merge;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Finds the keys of a shard that are stored more than once. */
final class FindRepeated extends DoFn<KV<Integer, Iterable<KeysSeen.Hashes>>, ShardKeys> {
  private static final long serialVersionUID = 1L;

  private final int shards;

  FindRepeated(int shards) {
    this.shards = shards;
  }

  @ProcessElement
  public void find(
      @Element KV<Integer, Iterable<KeysSeen.Hashes>> shard, OutputReceiver<ShardKeys> out) {
    out.output(RepeatedKeys.of(shard.getKey(), shard.getValue(), SumUpKeys.FILTER_BYTES / shards));
  }
}
