package io.refrain.core.blocks;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.row.LatestRows;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import io.refrain.core.row.RowText;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;

/**
 * Packs rows into blocks by a hash of their key, so that all rows of a key meet in one shard, and
 * keeps but the newest of each key inside a block already: a hot key shrinks before it is shuffled.
 *
 * <p>Rows with a null in a key or version column are rejected.
 */
public final class PackByKey extends PTransform<PCollection<RowBlock>, PackByKey.Result> {
  private static final long serialVersionUID = 1L;
  private static final TupleTag<KV<Integer, RowBlock>> BLOCKS = new TupleTag<>() {};
  private static final TupleTag<RejectedRow> REJECTED = new TupleTag<>() {};
  private static final TupleTag<Counts> COUNTS = new TupleTag<>() {};

  private final LatestBy latestBy;
  private final int shards;

  private PackByKey(LatestBy latestBy, int shards) {
    this.latestBy = latestBy;
    this.shards = shards;
  }

  public static PackByKey of(LatestBy latestBy, int shards) {
    return new PackByKey(latestBy, shards);
  }

  /** The shard of a key, by its hash. */
  public static int shardOf(long hash, int shards) {
    return (int) (((hash >>> 32) * shards) >>> 32);
  }

  @Override
  public Result expand(PCollection<RowBlock> input) {
    RowLayout layout = Blocks.layoutOf(input);
    latestBy.order(layout);
    latestBy.key(layout);
    PCollectionTuple out =
        input.apply(
            "Pack",
            ParDo.of(new PackFn(layout, latestBy, shards))
                .withOutputTags(BLOCKS, TupleTagList.of(REJECTED).and(COUNTS)));
    return new Result(
        out.get(BLOCKS).setCoder(KvCoder.of(VarIntCoder.of(), RowBlockCoder.of(layout))),
        out.get(REJECTED).setCoder(SerializableCoder.of(RejectedRow.class)),
        out.get(COUNTS).setCoder(SerializableCoder.of(Counts.class)));
  }

  /** The blocks by shard, rows without a key or version, and what was counted. */
  public static final class Result extends NamedOutputs {
    private final PCollection<KV<Integer, RowBlock>> blocks;
    private final PCollection<RejectedRow> rejected;
    private final PCollection<Counts> counts;

    private Result(
        PCollection<KV<Integer, RowBlock>> blocks,
        PCollection<RejectedRow> rejected,
        PCollection<Counts> counts) {
      super(Map.of("blocks", blocks, "rejected", rejected, "counts", counts));
      this.blocks = blocks;
      this.rejected = rejected;
      this.counts = counts;
    }

    public PCollection<KV<Integer, RowBlock>> blocks() {
      return blocks;
    }

    public PCollection<RejectedRow> rejected() {
      return rejected;
    }

    /** {@link Count#ROWS_IN} and {@link Count#COLLAPSED}, in parts to be summed. */
    public PCollection<Counts> counts() {
      return counts;
    }
  }

  private static final class PackFn extends DoFn<RowBlock, KV<Integer, RowBlock>> {
    private static final long serialVersionUID = 1L;
    private final RowLayout layout;
    private final LatestBy latestBy;
    private final int shards;
    private transient RowKey key;
    private transient RowOrder order;
    private transient RowText text;
    private transient PerWindow<Packed> windows;

    private PackFn(RowLayout layout, LatestBy latestBy, int shards) {
      this.layout = layout;
      this.latestBy = latestBy;
      this.shards = shards;
    }

    @Setup
    public void setup() {
      key = latestBy.key(layout);
      order = latestBy.order(layout);
      text = new RowText(layout);
      windows = new PerWindow<>(window -> new Packed(key, order, shards));
    }

    @StartBundle
    public void startBundle() {
      windows.clear();
    }

    @ProcessElement
    public void pack(
        @Element RowBlock block,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        MultiOutputReceiver out) {
      Packed packed = windows.at(window, timestamp);
      OutputReceiver<KV<Integer, RowBlock>> blocks = out.get(BLOCKS);
      // Not with the earliest timestamp: Beam forbids to go back behind the current element's.
      Packed.Output emit = (shard, full) -> blocks.output(KV.of(shard, full));
      RowBlock.Reader row = new RowBlock.Reader().open(block);
      while (row.next()) {
        int nullKey = key.nullColumn(row.bytes(), row.offset());
        int nullVersion = order.nullColumn(row.bytes(), row.offset());
        if (nullKey >= 0 || nullVersion >= 0) {
          out.get(REJECTED)
              .output(RejectedRows.withoutKeyOrVersion(layout, nullKey, nullVersion, text, row));
        } else {
          packed.add(row, emit);
        }
      }
      packed.rowsIn += block.rowCount();
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      windows.forEach(
          (window, packed) -> {
            Instant timestamp = windows.earliest(window);
            packed.flush(
                (shard, block) -> context.output(BLOCKS, KV.of(shard, block), timestamp, window));
            context.output(
                COUNTS,
                Counts.of(Count.ROWS_IN, packed.rowsIn).with(Count.COLLAPSED, packed.collapsed()),
                timestamp,
                window);
          });
    }
  }

  /** The shards' buffers of one window. */
  private static final class Packed {
    private interface Output {
      void emit(int shard, RowBlock block);
    }

    private final RowKey key;
    private final LatestRows[] shards;
    private final RowBlock.Builder builder = new RowBlock.Builder(Blocks.TARGET_BYTES);
    private long rowsIn;
    private long taken;
    private long emitted;

    private Packed(RowKey key, RowOrder order, int shards) {
      this.key = key;
      this.shards = new LatestRows[shards];
      for (int i = 0; i < shards; i++) {
        this.shards[i] = new LatestRows(key, order, Blocks.TARGET_BYTES);
      }
    }

    private void add(RowBlock.Reader row, Output out) {
      long hash = key.hash(row.bytes(), row.offset());
      int shard = shardOf(hash, shards.length);
      LatestRows rows = shards[shard];
      if (!rows.offer(hash, row.bytes(), row.offset(), row.length(), row.tag())) {
        emit(shard, out);
        rows.offer(hash, row.bytes(), row.offset(), row.length(), row.tag());
      }
      taken++;
    }

    private void emit(int shard, Output out) {
      shards[shard].drain(builder::add);
      emitted += builder.rowCount();
      out.emit(shard, builder.build());
    }

    private void flush(Output out) {
      for (int i = 0; i < shards.length; i++) {
        if (shards[i].size() > 0) {
          emit(i, out);
        }
      }
    }

    private long collapsed() {
      return taken - emitted;
    }
  }
}
