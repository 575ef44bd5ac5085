package io.refrain.core.merge;

import java.io.IOException;
import org.apache.beam.sdk.values.KV;

/** Reads the hashes of all keys of a file. */
final class ReadKeys extends TableFn<KV<Integer, Iterable<FileTask>>, KV<Integer, KeyHashes>> {
  private static final long serialVersionUID = 1L;

  ReadKeys(MergeSetup setup) {
    super(setup);
  }

  @ProcessElement
  public void read(
      @Element KV<Integer, Iterable<FileTask>> file, OutputReceiver<KV<Integer, KeyHashes>> out)
      throws IOException {
    FileTask task = Repeated.theOne(setup.target().name(), file.getValue());
    new StoredKeys(table().store(), setup.spec().latestBy().keys(), setup.options().shards())
        .read(task.file(), (shard, hashes) -> out.output(KV.of(shard, hashes)));
  }
}
