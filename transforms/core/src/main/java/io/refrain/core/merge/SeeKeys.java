package io.refrain.core.merge;

import io.refrain.core.row.RowBlock;
import java.io.IOException;
import org.apache.beam.sdk.values.KV;

/** Looks at the keys of each block. */
final class SeeKeys extends TableFn<KV<Integer, RowBlock>, KV<Integer, KeysSeen>> {
  private static final long serialVersionUID = 1L;

  private transient KeysSeen.Reader reader;

  SeeKeys(MergeSetup setup) {
    super(setup);
  }

  @ProcessElement
  public void see(@Element KV<Integer, RowBlock> block, OutputReceiver<KV<Integer, KeysSeen>> out)
      throws IOException {
    if (reader == null) {
      OpenTable table = table();
      reader =
          new KeysSeen.Reader(
              table.marked(), table.store().layout(), setup.spec().latestBy().keys());
    }
    out.output(KV.of(block.getKey(), reader.read(block.getValue())));
  }
}
