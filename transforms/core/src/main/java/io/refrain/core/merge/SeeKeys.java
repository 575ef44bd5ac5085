package io.refrain.core.merge;

import io.refrain.core.blocks.PerWindow;
import io.refrain.core.row.RowBlock;
import java.io.IOException;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/** Looks at the keys of all blocks of a bundle. */
final class SeeKeys extends TableFn<KV<Integer, RowBlock>, KeySummary> {
  private static final long serialVersionUID = 1L;

  private transient PerWindow<KeySummary.Collector> windows;

  SeeKeys(MergeSetup setup) {
    super(setup);
  }

  @StartBundle
  public void startBundle() throws IOException {
    OpenTable table = table();
    windows =
        new PerWindow<>(
            window ->
                new KeySummary.Collector(
                    table.marked(), table.store().layout(), setup.spec().latestBy().keys()));
  }

  @ProcessElement
  public void see(
      @Element KV<Integer, RowBlock> block, @Timestamp Instant timestamp, BoundedWindow window) {
    windows.at(window, timestamp).add(block.getValue());
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    windows.forEach(
        (window, keys) -> context.output(keys.build(), windows.earliest(window), window));
  }
}
