package io.refrain.jdbc.upsert;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowBlock;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;

/**
 * Tells each shard, before it writes, how many rows were rejected by then: blocks that hold no row
 * but a number, on their way through the same shuffle.
 *
 * <p>A count in a side input would do as well. But a runner has to hold all rows of all shards
 * until it is there, and Flink does so in the heap.
 */
public final class RejectedMark {
  private RejectedMark() {}

  private static RowBlock of(long rejected) {
    RowBlock.Builder block = new RowBlock.Builder(0);
    block.add(new byte[0], 0, 0, rejected);
    return block.build();
  }

  /** How many rejected rows the marks among some blocks tell of. */
  static long sum(Iterable<RowBlock> blocks) {
    long sum = 0;
    for (RowBlock block : blocks) {
      sum += in(block);
    }
    return sum;
  }

  /** No row has no bytes: such a one is a mark. */
  private static long in(RowBlock block) {
    if (block.rowCount() != 1) {
      return 0;
    }
    RowBlock.Reader row = new RowBlock.Reader().open(block);
    return row.next() && row.length() == 0 ? row.tag() : 0;
  }

  /** The blocks without the marks. */
  static Iterable<RowBlock> without(Iterable<RowBlock> blocks) {
    return () ->
        StreamSupport.stream(blocks.spliterator(), false).filter(b -> in(b) == 0).iterator();
  }

  /** Makes marks for all shards of what was rejected; in the global window. */
  public static final class MarkFn extends DoFn<RejectedRow, KV<Integer, RowBlock>> {
    private static final long serialVersionUID = 1L;
    private final int shards;
    private transient long rejected;

    public MarkFn(int shards) {
      this.shards = shards;
    }

    @StartBundle
    public void startBundle() {
      rejected = 0;
    }

    @ProcessElement
    public void count(@Element RejectedRow row) {
      rejected++;
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      if (rejected > 0) {
        RowBlock mark = of(rejected);
        for (int shard = 0; shard < shards; shard++) {
          context.output(
              KV.of(shard, mark), BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE);
        }
      }
    }
  }
}
