package io.refrain.core.dedup;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.Blocks;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.blocks.RejectedRows;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import io.refrain.core.row.RowText;
import io.refrain.core.row.RowWriter;
import java.util.Arrays;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Passes on each row that is newer than all rows of its key before it in its window; one state
 * entry per key, forgotten by event time.
 */
final class KeepImprovements
    extends PTransform<PCollection<RowBlock>, DedupLatestByKey.Result<RowBlock>> {
  private static final long serialVersionUID = 1L;
  private static final TupleTag<RowBlock> ROWS = new TupleTag<>() {};
  private static final TupleTag<Counts> COUNTS = new TupleTag<>() {};
  private static final TupleTag<KV<byte[], RowBlock>> KEYED = new TupleTag<>() {};
  private static final TupleTag<RejectedRow> REJECTED = new TupleTag<>() {};

  private final LatestBy latestBy;
  private final Duration expiry;

  KeepImprovements(LatestBy latestBy, Duration expiry) {
    this.latestBy = latestBy;
    this.expiry = expiry;
  }

  @Override
  public DedupLatestByKey.Result<RowBlock> expand(PCollection<RowBlock> input) {
    RowLayout layout = Blocks.layoutOf(input);
    PCollectionTuple keyed =
        input.apply(
            "KeyRows",
            ParDo.of(new KeyFn(layout, latestBy)).withOutputTags(KEYED, TupleTagList.of(REJECTED)));
    PCollectionTuple kept =
        keyed
            .get(KEYED)
            .setCoder(KvCoder.of(ByteArrayCoder.of(), RowBlockCoder.of(layout)))
            .apply(
                "Keep",
                ParDo.of(new KeepFn(layout, latestBy, expiry))
                    .withOutputTags(ROWS, TupleTagList.of(COUNTS)));
    return new DedupLatestByKey.Result<>(
        kept.get(ROWS).setCoder(RowBlockCoder.of(layout)),
        keyed.get(REJECTED).setCoder(SerializableCoder.of(RejectedRow.class)),
        kept.get(COUNTS).setCoder(SerializableCoder.of(Counts.class)));
  }

  /** Takes blocks apart: state is per key. */
  private static final class KeyFn extends DoFn<RowBlock, KV<byte[], RowBlock>> {
    private static final long serialVersionUID = 1L;
    private final RowLayout layout;
    private final LatestBy latestBy;
    private transient RowKey key;
    private transient RowOrder order;
    private transient RowText text;
    private transient RowCursor cursor;
    private transient RowWriter keyWriter;

    private KeyFn(RowLayout layout, LatestBy latestBy) {
      this.layout = layout;
      this.latestBy = latestBy;
    }

    @Setup
    public void setup() {
      key = latestBy.key(layout);
      order = latestBy.order(layout);
      text = new RowText(layout);
      cursor = new RowCursor(layout);
      Schema.Builder keySchema = Schema.builder();
      Arrays.stream(key.columns()).mapToObj(layout.schema()::getField).forEach(keySchema::addField);
      keyWriter = new RowWriter(RowLayout.of(keySchema.build()));
    }

    @ProcessElement
    public void key(@Element RowBlock block, MultiOutputReceiver out) {
      RowBlock.Reader row = new RowBlock.Reader().open(block);
      while (row.next()) {
        int nullKey = key.nullColumn(row.bytes(), row.offset());
        int nullVersion = order.nullColumn(row.bytes(), row.offset());
        if (nullKey >= 0 || nullVersion >= 0) {
          out.get(REJECTED)
              .output(RejectedRows.withoutKeyOrVersion(layout, nullKey, nullVersion, text, row));
          continue;
        }
        cursor.at(row.bytes(), row.offset(), row.length());
        keyWriter.reset();
        int[] columns = key.columns();
        for (int i = 0; i < columns.length; i++) {
          keyWriter.copy(i, cursor, columns[i]);
        }
        RowBlock.Builder single = new RowBlock.Builder(row.length() + Long.BYTES);
        single.add(row);
        out.get(KEYED).output(KV.of(keyWriter.toBytes(), single.build()));
      }
    }
  }

  private static final class KeepFn extends DoFn<KV<byte[], RowBlock>, RowBlock> {
    private static final long serialVersionUID = 1L;
    private final RowLayout layout;
    private final LatestBy latestBy;
    private final Duration expiry;
    private transient RowOrder order;

    @StateId("latest")
    private final StateSpec<ValueState<byte[]>> latestSpec = StateSpecs.value(ByteArrayCoder.of());

    @StateId("lastSeen")
    private final StateSpec<ValueState<Instant>> lastSeenSpec = StateSpecs.value(InstantCoder.of());

    @TimerId("expiry")
    private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    private KeepFn(RowLayout layout, LatestBy latestBy, Duration expiry) {
      this.layout = layout;
      this.latestBy = latestBy;
      this.expiry = expiry;
    }

    @Setup
    public void setup() {
      order = latestBy.order(layout);
    }

    @ProcessElement
    public void keep(
        @Element KV<byte[], RowBlock> keyed,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        @AlwaysFetched @StateId("latest") ValueState<byte[]> latest,
        @AlwaysFetched @StateId("lastSeen") ValueState<Instant> lastSeen,
        @TimerId("expiry") Timer timer,
        MultiOutputReceiver out) {
      remember(timestamp, window, lastSeen, timer);
      RowBlock.Reader row = new RowBlock.Reader().open(keyed.getValue());
      row.next();
      byte[] held = latest.read();
      if (held != null && !isNewer(row, held)) {
        out.get(COUNTS).output(Counts.of(Count.ROWS_IN, 1).with(Count.COLLAPSED, 1));
        return;
      }
      latest.write(Arrays.copyOfRange(row.bytes(), row.offset(), row.offset() + row.length()));
      out.get(ROWS).output(keyed.getValue());
      out.get(COUNTS).output(Counts.of(Count.ROWS_IN, 1));
    }

    private boolean isNewer(RowBlock.Reader row, byte[] held) {
      int newer = order.compareVersions(row.bytes(), row.offset(), held, 0);
      return newer != 0
          ? newer > 0
          : RowOrder.compareContent(row.bytes(), row.offset(), row.length(), held, 0, held.length)
              > 0;
    }

    private void remember(
        Instant timestamp, BoundedWindow window, ValueState<Instant> lastSeen, Timer timer) {
      Instant seen = lastSeen.read();
      if (seen != null && !timestamp.isAfter(seen)) {
        return;
      }
      lastSeen.write(timestamp);
      Instant forget = timestamp.plus(expiry);
      // Beyond the window's end the runner forgets its state by itself.
      if (forget.isBefore(window.maxTimestamp())) {
        timer.withNoOutputTimestamp().set(forget);
      }
    }

    @OnTimer("expiry")
    public void forget(
        @StateId("latest") ValueState<byte[]> latest,
        @StateId("lastSeen") ValueState<Instant> lastSeen) {
      latest.clear();
      lastSeen.clear();
    }
  }
}
