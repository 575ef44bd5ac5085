package io.refrain.core.dedup;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.blocks.Blocks;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.Frame;
import io.refrain.core.row.LatestRows;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Keeps the newest row of each key of a shard, of each window and pane. */
final class KeepLatest extends DoFn<KV<Integer, Iterable<RowBlock>>, RowBlock> {
  private static final long serialVersionUID = 1L;

  private final RowLayout layout;
  private final LatestBy latestBy;
  private final int maxShardBytes;
  private final TupleTag<RowBlock> rows;
  private final TupleTag<Counts> counts;
  private transient RowKey key;
  private transient RowOrder order;

  KeepLatest(
      RowLayout layout,
      LatestBy latestBy,
      int maxShardBytes,
      TupleTag<RowBlock> rows,
      TupleTag<Counts> counts) {
    this.layout = layout;
    this.latestBy = latestBy;
    this.maxShardBytes = maxShardBytes;
    this.rows = rows;
    this.counts = counts;
  }

  @Setup
  public void setup() {
    key = latestBy.key(layout);
    order = latestBy.order(layout);
  }

  @ProcessElement
  public void keep(@Element KV<Integer, Iterable<RowBlock>> shard, MultiOutputReceiver out)
      throws IOException {
    try (SpillingLatestRows latest = new SpillingLatestRows(key, order, maxShardBytes)) {
      long in = latest.addAll(shard.getValue());
      Emitter emitter = new Emitter(out.get(rows));
      latest.drain(emitter);
      emitter.flush();
      out.get(counts)
          .output(Counts.of(Count.COLLAPSED, in - emitter.rowsOut).with(Count.TIES, emitter.ties));
    }
  }

  private static final class Emitter implements LatestRows.Sink {
    private final OutputReceiver<RowBlock> out;
    private final RowBlock.Builder builder = new RowBlock.Builder(Blocks.TARGET_BYTES + 1024);
    private long rowsOut;
    private long ties;

    private Emitter(OutputReceiver<RowBlock> out) {
      this.out = out;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length, long tag) {
      // The tie is counted here, and was one of this key alone.
      builder.add(bytes, offset, length, Frame.tag(Frame.origin(tag)));
      rowsOut++;
      ties += Frame.tied(tag) ? 1 : 0;
      if (builder.sizeInBytes() >= Blocks.TARGET_BYTES) {
        flush();
      }
    }

    private void flush() {
      if (!builder.isEmpty()) {
        out.output(builder.build());
      }
    }
  }
}
