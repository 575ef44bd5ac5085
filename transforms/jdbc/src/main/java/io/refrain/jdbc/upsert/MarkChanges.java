package io.refrain.jdbc.upsert;

import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.Blocks;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowLayout;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Marks each row as an upsert or a delete, in the layout of {@link Changes#marked}; a row that says
 * neither is rejected.
 */
public final class MarkChanges extends PTransform<PCollection<RowBlock>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** The marked rows. */
  public static final TupleTag<RowBlock> ROWS = new TupleTag<>() {};

  /** Rows that do not say what happened to them. */
  public static final TupleTag<RejectedRow> REJECTED = new TupleTag<>() {};

  private final UpsertSpec spec;

  public MarkChanges(UpsertSpec spec) {
    this.spec = spec;
  }

  @Override
  public PCollectionTuple expand(PCollection<RowBlock> input) {
    RowLayout layout = Blocks.layoutOf(input);
    PCollectionTuple out =
        input.apply(
            "Mark",
            ParDo.of(new MarkFn(layout, spec)).withOutputTags(ROWS, TupleTagList.of(REJECTED)));
    out.get(ROWS).setCoder(RowBlockCoder.of(spec.changes().marked(layout, spec.latestBy())));
    out.get(REJECTED).setCoder(SerializableCoder.of(RejectedRow.class));
    return out;
  }

  private static final class MarkFn extends DoFn<RowBlock, RowBlock> {
    private static final long serialVersionUID = 1L;
    private final RowLayout layout;
    private final UpsertSpec spec;
    private transient ChangeRows rows;

    private MarkFn(RowLayout layout, UpsertSpec spec) {
      this.layout = layout;
      this.spec = spec;
    }

    @Setup
    public void setup() {
      rows = new ChangeRows(layout, spec.latestBy(), spec.changes());
    }

    @ProcessElement
    public void mark(@Element RowBlock block, MultiOutputReceiver out) {
      OutputReceiver<RejectedRow> rejected = out.get(REJECTED);
      RowBlock marked = rows.apply(block, rejected::output);
      if (marked.rowCount() > 0) {
        out.get(ROWS).output(marked);
      }
    }
  }
}
