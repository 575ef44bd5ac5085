package io.refrain.core.dedup;

import io.refrain.core.row.Frame;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.Coder.NonDeterministicException;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;

/**
 * {@link DedupLatestByKey} for key-value pairs: keeps the value of the greatest version of each
 * key. Ties are decided by the encoded value. The guarantee, windows and limits are those of {@link
 * DedupLatestByKey}; both coders must be deterministic.
 */
public final class LatestValuePerKey<K, V>
    extends PTransform<PCollection<KV<K, V>>, PCollection<KV<K, V>>> {
  private static final long serialVersionUID = 1L;
  private static final Schema PAIRS =
      Schema.builder()
          .addByteArrayField("key")
          .addInt64Field("version")
          .addByteArrayField("value")
          .build();

  private final SerializableFunction<V, Long> version;
  private final DedupLatestByKey<RowBlock> dedup;

  LatestValuePerKey(SerializableFunction<V, Long> version) {
    this(version, DedupLatestByKey.<RowBlock>byKey("key").latestBy("version"));
  }

  private LatestValuePerKey(
      SerializableFunction<V, Long> version, DedupLatestByKey<RowBlock> dedup) {
    this.version = version;
    this.dedup = dedup;
  }

  /** See {@link DedupLatestByKey#withShards}. */
  public LatestValuePerKey<K, V> withShards(int shards) {
    return new LatestValuePerKey<>(version, dedup.withShards(shards));
  }

  /** See {@link DedupLatestByKey#oncePerWindow}. */
  public LatestValuePerKey<K, V> oncePerWindow() {
    return new LatestValuePerKey<>(version, dedup.oncePerWindow());
  }

  /** See {@link DedupLatestByKey#expireAfter}. */
  public LatestValuePerKey<K, V> expireAfter(Duration eventTime) {
    return new LatestValuePerKey<>(version, dedup.expireAfter(eventTime));
  }

  @Override
  public PCollection<KV<K, V>> expand(PCollection<KV<K, V>> input) {
    if (!(input.getCoder() instanceof KvCoder<K, V> coder)) {
      throw new IllegalArgumentException(
          "The input's coder must be a KvCoder, but is " + input.getCoder());
    }
    try {
      coder.getKeyCoder().verifyDeterministic();
      coder.getValueCoder().verifyDeterministic();
    } catch (NonDeterministicException e) {
      throw new IllegalArgumentException(
          "Keys are compared, and ties decided, by encoded bytes, but the coder of the input is not"
              + " deterministic: "
              + e.getMessage(),
          e);
    }
    return input
        .apply("Encode", ParDo.of(new EncodeFn<>(coder, version)))
        .setCoder(RowBlockCoder.of(PAIRS))
        .apply("Dedup", dedup)
        .rows()
        .apply("Decode", ParDo.of(new DecodeFn<>(coder)))
        .setCoder(coder);
  }

  /** One block per pair: the grouping packs them. */
  private static final class EncodeFn<K, V> extends DoFn<KV<K, V>, RowBlock> {
    private static final long serialVersionUID = 1L;
    private final KvCoder<K, V> coder;
    private final SerializableFunction<V, Long> version;
    private transient RowWriter writer;

    private EncodeFn(KvCoder<K, V> coder, SerializableFunction<V, Long> version) {
      this.coder = coder;
      this.version = version;
    }

    @Setup
    public void setup() {
      writer = new RowWriter(RowLayout.of(PAIRS));
    }

    @ProcessElement
    public void encode(@Element KV<K, V> pair, OutputReceiver<RowBlock> out) throws CoderException {
      writer.reset();
      writer.setBytes(0, CoderUtils.encodeToByteArray(coder.getKeyCoder(), pair.getKey()));
      writer.setLong(1, version.apply(pair.getValue()));
      writer.setBytes(2, CoderUtils.encodeToByteArray(coder.getValueCoder(), pair.getValue()));
      RowBlock.Builder block = new RowBlock.Builder(writer.length() + Long.BYTES);
      block.add(writer.bytes(), 0, writer.length(), Frame.NO_TAG);
      out.output(block.build());
    }
  }

  private static final class DecodeFn<K, V> extends DoFn<RowBlock, KV<K, V>> {
    private static final long serialVersionUID = 1L;
    private final Coder<K> keys;
    private final Coder<V> values;

    private DecodeFn(KvCoder<K, V> coder) {
      this.keys = coder.getKeyCoder();
      this.values = coder.getValueCoder();
    }

    @ProcessElement
    public void decode(@Element RowBlock block, OutputReceiver<KV<K, V>> out)
        throws CoderException {
      RowCursor cursor = new RowCursor(RowLayout.of(PAIRS));
      RowBlock.Reader row = new RowBlock.Reader().open(block);
      while (row.next()) {
        cursor.at(row.bytes(), row.offset(), row.length());
        out.output(
            KV.of(
                CoderUtils.decodeFromByteArray(keys, cursor.getBytes(0)),
                CoderUtils.decodeFromByteArray(values, cursor.getBytes(2))));
      }
    }
  }
}
