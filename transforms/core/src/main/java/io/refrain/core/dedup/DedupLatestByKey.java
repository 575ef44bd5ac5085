package io.refrain.core.dedup;

import com.google.auto.value.AutoValue;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.Blocks;
import io.refrain.core.blocks.CountUnfit;
import io.refrain.core.blocks.DecodeRows;
import io.refrain.core.blocks.EncodeRows;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.blocks.NamedOutputs;
import io.refrain.core.blocks.PackByKey;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowLayout;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;

/**
 * Keeps the latest row of each key.
 *
 * <p><b>Guarantee.</b> What is kept depends on the set of rows alone: not on their order, on
 * bundling, retries or the runner, and a row delivered twice counts once. Latest is a total order:
 * the version columns in the order given, then (with {@link #changeKind}) a delete before an upsert
 * of the same version, then the canonical bytes of the whole row. {@link Result#counts} says how
 * many keys only the last step decided.
 *
 * <p><b>Windows.</b> Bounded input, and unbounded input with {@link #oncePerWindow}: one row per
 * key and window; of windows that fire more than once, which needs discarding panes, one for each
 * pane. Otherwise unbounded input is kept in state: each row that is newer than all before it in
 * its window is passed on at once, and a key is forgotten when the watermark passes its last row's
 * timestamp by {@link #expireAfter}; an older row that comes after that is passed on again, so
 * write to a sink that guards versions.
 *
 * <p><b>Limits.</b> Rows meet in shards by a hash of their key. A shard of a batch is held in
 * memory up to {@link #maxShardBytes} and spills to local disk beyond. Row timestamps are not kept
 * in the first mode: a row has that of the block it travelled in.
 *
 * <p><b>Errors.</b> A row with a null in a key or version column is rejected, see {@link
 * Result#rejected}. An unknown column, merging windows, accumulating panes, or unbounded input with
 * neither {@link #oncePerWindow} nor {@link #expireAfter}, is an {@link IllegalArgumentException}
 * while the pipeline is built.
 *
 * <pre>{@code
 * PCollection<Order> latest =
 *     orders.apply(DedupLatestByKey.<Order>byKey("order_id").latestBy("updated_at")).rows();
 * }</pre>
 *
 * @param <T> rows of any type with a schema, or {@link RowBlock}
 */
@AutoValue
public abstract class DedupLatestByKey<T>
    extends PTransform<PCollection<T>, DedupLatestByKey.Result<T>> {
  private static final long serialVersionUID = 1L;
  private static final TupleTag<RowBlock> ROWS = new TupleTag<>() {};
  private static final TupleTag<Counts> COUNTS = new TupleTag<>() {};

  abstract List<String> keys();

  abstract List<String> versions();

  abstract String changeKindColumn();

  abstract int shards();

  abstract int shardBytes();

  abstract boolean perWindow();

  abstract Duration expiry();

  abstract Builder<T> toBuilder();

  @AutoValue.Builder
  abstract static class Builder<T> {
    abstract Builder<T> keys(List<String> keys);

    abstract Builder<T> versions(List<String> versions);

    abstract Builder<T> changeKindColumn(String column);

    abstract Builder<T> shards(int shards);

    abstract Builder<T> shardBytes(int bytes);

    abstract Builder<T> perWindow(boolean perWindow);

    abstract Builder<T> expiry(Duration expiry);

    abstract DedupLatestByKey<T> build();
  }

  /** One row per distinct values of these columns. */
  public static <T> DedupLatestByKey<T> byKey(String... columns) {
    return new AutoValue_DedupLatestByKey.Builder<T>()
        .keys(List.of(columns))
        .versions(List.of())
        .changeKindColumn("")
        .shards(64)
        .shardBytes(128 << 20)
        .perWindow(false)
        .expiry(Duration.ZERO)
        .build();
  }

  /**
   * One value per key of a collection of key-value pairs: the one of the greatest version, ties
   * decided by the encoded value.
   *
   * @param version the version of a value, as a number: milliseconds, an offset, a sequence number
   */
  public static <K, V> LatestValuePerKey<K, V> ofValues(SerializableFunction<V, Long> version) {
    return new LatestValuePerKey<>(version);
  }

  /** The columns that say which row is newer, the first deciding first. */
  public DedupLatestByKey<T> latestBy(String... columns) {
    return toBuilder().versions(List.of(columns)).build();
  }

  /**
   * The column that says whether a row is an upsert or a delete ({@code d} or {@code delete}). The
   * delete is kept as a row, if it is the latest.
   */
  public DedupLatestByKey<T> changeKind(String column) {
    return toBuilder().changeKindColumn(column).build();
  }

  /** Into how many shards keys are hashed; 64 unless set, at least 1. */
  public DedupLatestByKey<T> withShards(int shards) {
    if (shards < 1 || shards > 1 << 16) {
      throw new IllegalArgumentException("shards must be between 1 and 65536, but is " + shards);
    }
    return toBuilder().shards(shards).build();
  }

  /** How many bytes of a shard are held in memory before it spills; 128 MiB unless set. */
  public DedupLatestByKey<T> maxShardBytes(int bytes) {
    if (bytes < 1024) {
      throw new IllegalArgumentException("maxShardBytes must be at least 1024, but is " + bytes);
    }
    return toBuilder().shardBytes(bytes).build();
  }

  /** On unbounded input: one result for each window, or pane, rather than every improvement. */
  public DedupLatestByKey<T> oncePerWindow() {
    return toBuilder().perWindow(true).build();
  }

  /** On unbounded input: for how long, in event time, a key is remembered after its last row. */
  public DedupLatestByKey<T> expireAfter(Duration eventTime) {
    if (!eventTime.isLongerThan(Duration.ZERO)) {
      throw new IllegalArgumentException("expireAfter must be positive, but is " + eventTime);
    }
    return toBuilder().expiry(eventTime).build();
  }

  private LatestBy latest() {
    return new LatestBy(
        keys(), versions(), changeKindColumn().isEmpty() ? null : changeKindColumn());
  }

  @Override
  public Result<T> expand(PCollection<T> input) {
    RowLayout layout = Blocks.layoutOf(input);
    latest().key(layout);
    latest().order(layout);
    return input.isBounded() == IsBounded.BOUNDED || perWindow()
        ? byGrouping(input, layout)
        : byState(input, layout);
  }

  private Result<T> byGrouping(PCollection<T> input, RowLayout layout) {
    Windows.checkGroupable(input);
    EncodeRows.Result encoded = input.apply("Encode", EncodeRows.create());
    PackByKey.Result packed = encoded.blocks().apply("Pack", PackByKey.of(latest(), shards()));
    PCollectionTuple kept =
        packed
            .blocks()
            .apply("GroupByShard", GroupByKey.<Integer, RowBlock>create())
            .apply(
                "KeepLatest",
                ParDo.of(new KeepLatest(layout, latest(), shardBytes(), ROWS, COUNTS))
                    .withOutputTags(ROWS, TupleTagList.of(COUNTS)));
    PCollection<RowBlock> blocks = kept.get(ROWS).setCoder(RowBlockCoder.of(layout));
    PCollection<Counts> keptCounts = kept.get(COUNTS).setCoder(SerializableCoder.of(Counts.class));
    return new Result<>(
        decode(input, blocks),
        PCollectionList.of(encoded.rejected())
            .and(packed.rejected())
            .apply("Rejected", Flatten.pCollections()),
        PCollectionList.of(packed.counts())
            .and(keptCounts)
            .and(encoded.rejected().apply("CountUnfit", new CountUnfit()))
            .apply("Counts", Flatten.pCollections()));
  }

  private Result<T> byState(PCollection<T> input, RowLayout layout) {
    if (expiry().equals(Duration.ZERO)) {
      throw new IllegalArgumentException(
          "Unbounded input needs a limit to what is remembered: set expireAfter(how long a key may"
              + " be silent, in event time), or oncePerWindow().");
    }
    Windows.checkNotMerging(input.getWindowingStrategy());
    EncodeRows.Result encoded = input.apply("Encode", EncodeRows.oneByOne());
    Result<RowBlock> kept =
        encoded.blocks().apply("KeepImprovements", new KeepImprovements(latest(), expiry()));
    return new Result<>(
        decode(input, kept.rows()),
        PCollectionList.of(encoded.rejected())
            .and(kept.rejected())
            .apply("Rejected", Flatten.pCollections()),
        PCollectionList.of(kept.counts())
            .and(encoded.rejected().apply("CountUnfit", new CountUnfit()))
            .apply("Counts", Flatten.pCollections()));
  }

  @SuppressWarnings("unchecked") // Blocks in, blocks out: then T is RowBlock.
  private PCollection<T> decode(PCollection<T> input, PCollection<RowBlock> blocks) {
    return Blocks.isBlocks(input)
        ? (PCollection<T>) blocks
        : blocks.apply("Decode", DecodeRows.like(input));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("keys", keys().toString()).withLabel("Key columns"))
        .add(DisplayData.item("latestBy", versions().toString()).withLabel("Version columns"))
        .add(DisplayData.item("shards", shards()).withLabel("Shards"));
  }

  /** The latest rows, the rows that have no key or version, and what was counted. */
  public static final class Result<T> extends NamedOutputs {
    private final PCollection<T> rows;
    private final PCollection<RejectedRow> rejected;
    private final PCollection<Counts> counts;

    Result(PCollection<T> rows, PCollection<RejectedRow> rejected, PCollection<Counts> counts) {
      super(Map.of("rows", rows, "rejected", rejected, "counts", counts));
      this.rows = rows;
      this.rejected = rejected;
      this.counts = counts;
    }

    /** The latest row of each key. */
    public PCollection<T> rows() {
      return rows;
    }

    /** Rows with a null key or version, or a value that has no exact encoding. */
    public PCollection<RejectedRow> rejected() {
      return rejected;
    }

    /** Rows read, collapsed, tied; in parts to be summed. */
    public PCollection<Counts> counts() {
      return counts;
    }
  }
}
