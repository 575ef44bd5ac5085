package io.refrain.pipelines.input;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.Blocks;
import io.refrain.core.row.Frame;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.io.IOException;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.TupleTag;

/** Reads chunks into blocks of rows. A block holds rows of one chunk only. */
final class ReadChunks extends DoFn<InputChunk, RowBlock> {
  private static final long serialVersionUID = 1L;
  private final RowLayout layout;
  private final boolean ignoreExtra;
  private final TupleTag<RowBlock> rows;
  private final TupleTag<RejectedRow> rejected;
  private final TupleTag<Counts> counts;
  private final Counter rowsIn = Metrics.counter(ReadDelivery.class, Count.ROWS_IN.key());
  private transient ChunkReader reader;
  private transient RowBlock.Builder block;

  ReadChunks(
      RowLayout layout,
      boolean ignoreExtra,
      TupleTag<RowBlock> rows,
      TupleTag<RejectedRow> rejected,
      TupleTag<Counts> counts) {
    this.layout = layout;
    this.ignoreExtra = ignoreExtra;
    this.rows = rows;
    this.rejected = rejected;
    this.counts = counts;
  }

  @Setup
  public void setup() {
    reader = new ChunkReader(layout, ignoreExtra);
    // Some room above the target, so that the last row does not make it grow.
    block = new RowBlock.Builder(Blocks.TARGET_BYTES + (Blocks.TARGET_BYTES >> 3));
  }

  @ProcessElement
  public void read(@Element InputChunk chunk, MultiOutputReceiver out) throws IOException {
    block.build();
    OutputReceiver<RowBlock> blocks = out.get(rows);
    long count =
        reader.read(
            chunk,
            new RowSink() {
              @Override
              public void row(RowWriter row, long origin) {
                block.add(row.bytes(), 0, row.length(), Frame.tag(origin));
                if (block.sizeInBytes() >= Blocks.TARGET_BYTES) {
                  blocks.output(block.build());
                }
              }

              @Override
              public void rejected(RejectedRow row) {
                out.get(rejected).output(row);
              }
            });
    if (!block.isEmpty()) {
      blocks.output(block.build());
    }
    rowsIn.inc(count);
    RowsRead.add(count);
    out.get(counts).output(Counts.of(Count.ROWS_IN, count));
  }
}
