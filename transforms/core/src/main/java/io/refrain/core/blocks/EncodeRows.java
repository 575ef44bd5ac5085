package io.refrain.core.blocks;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.Frame;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.row.UnfitValueException;
import java.util.Map;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;

/**
 * Packs the rows of each bundle and window into blocks. A collection of blocks passes as it is.
 *
 * <p>A row with a value that its column cannot hold exactly is rejected. A block has the timestamp
 * of one of its rows; with {@link #oneByOne} each row is a block of its own and keeps its
 * timestamp.
 */
public final class EncodeRows<T> extends PTransform<PCollection<T>, EncodeRows.Result> {
  private static final long serialVersionUID = 1L;
  private static final TupleTag<RowBlock> BLOCKS = new TupleTag<>() {};
  private static final TupleTag<RejectedRow> REJECTED = new TupleTag<>() {};

  private final int blockBytes;

  private EncodeRows(int blockBytes) {
    this.blockBytes = blockBytes;
  }

  public static <T> EncodeRows<T> create() {
    return new EncodeRows<>(Blocks.TARGET_BYTES);
  }

  /** Each row in a block of its own: for steps that need its timestamp. */
  public static <T> EncodeRows<T> oneByOne() {
    return new EncodeRows<>(1);
  }

  @Override
  public Result expand(PCollection<T> input) {
    if (Blocks.isBlocks(input)) {
      // Made from the input, so that it has the input's windows.
      PCollection<RejectedRow> none =
          Blocks.asBlocks(input)
              .apply("NoneRejected", ParDo.of(new NoneFn()))
              .setCoder(SerializableCoder.of(RejectedRow.class));
      return new Result(Blocks.asBlocks(input), none);
    }
    RowLayout layout = Blocks.layoutOf(input);
    PCollectionTuple out =
        input.apply(
            "Encode",
            ParDo.of(new EncodeFn<T>(layout, input.getToRowFunction(), blockBytes))
                .withOutputTags(BLOCKS, TupleTagList.of(REJECTED)));
    return new Result(
        out.get(BLOCKS).setCoder(RowBlockCoder.of(layout)),
        out.get(REJECTED).setCoder(SerializableCoder.of(RejectedRow.class)));
  }

  /** The blocks, and the rows that have no encoding. */
  public static final class Result extends NamedOutputs {
    private final PCollection<RowBlock> blocks;
    private final PCollection<RejectedRow> rejected;

    private Result(PCollection<RowBlock> blocks, PCollection<RejectedRow> rejected) {
      super(Map.of("blocks", blocks, "rejected", rejected));
      this.blocks = blocks;
      this.rejected = rejected;
    }

    public PCollection<RowBlock> blocks() {
      return blocks;
    }

    public PCollection<RejectedRow> rejected() {
      return rejected;
    }
  }

  private static final class NoneFn extends DoFn<RowBlock, RejectedRow> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void ignore(@Element RowBlock block) {}
  }

  private static final class EncodeFn<T> extends DoFn<T, RowBlock> {
    private static final long serialVersionUID = 1L;
    private final RowLayout layout;
    private final SerializableFunction<T, Row> toRow;
    private final int blockBytes;
    private transient RowConverter converter;
    private transient PerWindow<RowBlock.Builder> buffers;

    private EncodeFn(RowLayout layout, SerializableFunction<T, Row> toRow, int blockBytes) {
      this.layout = layout;
      this.toRow = toRow;
      this.blockBytes = blockBytes;
    }

    @Setup
    public void setup() {
      converter = new RowConverter(layout);
      buffers = new PerWindow<>(window -> new RowBlock.Builder(blockBytes));
    }

    @StartBundle
    public void startBundle() {
      buffers.clear();
    }

    @ProcessElement
    public void encode(
        @Element T element,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        MultiOutputReceiver out) {
      Row row = toRow.apply(element);
      RowWriter encoded;
      try {
        encoded = converter.encode(row);
      } catch (UnfitValueException e) {
        out.get(REJECTED)
            .output(
                new RejectedRow(
                    RejectedRow.Code.UNFIT_VALUE, e.column(), e.getMessage(), row.toString(), 0));
        return;
      }
      RowBlock.Builder buffer = buffers.at(window, timestamp);
      buffer.add(encoded.bytes(), 0, encoded.length(), Frame.NO_TAG);
      if (buffer.sizeInBytes() >= blockBytes) {
        // Not with the earliest timestamp: Beam forbids to go back behind the current element's.
        out.get(BLOCKS).output(buffer.build());
      }
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      buffers.forEach(
          (window, buffer) -> {
            if (!buffer.isEmpty()) {
              context.output(BLOCKS, buffer.build(), buffers.earliest(window), window);
            }
          });
    }
  }
}
