package io.refrain.core.merge;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Finds the keys of a shard that are stored more than once. */
final class FindRepeated extends DoFn<KV<Integer, Iterable<KeyHashes>>, KeySummary> {
  private static final long serialVersionUID = 1L;

  @ProcessElement
  public void find(
      @Element KV<Integer, Iterable<KeyHashes>> shard, OutputReceiver<KeySummary> out) {
    out.output(RepeatedKeys.of(shard.getValue()));
  }
}
