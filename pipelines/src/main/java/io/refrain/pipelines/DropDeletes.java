package io.refrain.pipelines;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.blocks.Blocks;
import io.refrain.core.row.ChangeKind;
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
 * Leaves out the rows that are deletes: a key whose latest row is one has no row in what is
 * replaced. They count as {@link Count#COLLAPSED}: they did their part when older rows of their key
 * were left out for them.
 */
final class DropDeletes extends PTransform<PCollection<RowBlock>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;
  static final TupleTag<RowBlock> ROWS = new TupleTag<>() {};
  static final TupleTag<Counts> COUNTS = new TupleTag<>() {};

  private final String changeKind;

  DropDeletes(String changeKind) {
    this.changeKind = changeKind;
  }

  @Override
  public PCollectionTuple expand(PCollection<RowBlock> latest) {
    RowLayout layout = Blocks.layoutOf(latest);
    PCollectionTuple out =
        latest.apply(
            "Drop",
            ParDo.of(new DropFn(layout, changeKind)).withOutputTags(ROWS, TupleTagList.of(COUNTS)));
    out.get(ROWS).setCoder(RowBlockCoder.of(layout));
    out.get(COUNTS).setCoder(SerializableCoder.of(Counts.class));
    return out;
  }

  private static final class DropFn extends DoFn<RowBlock, RowBlock> {
    private static final long serialVersionUID = 1L;
    private final RowLayout layout;
    private final String column;
    private transient ChangeKind changeKind;

    private DropFn(RowLayout layout, String column) {
      this.layout = layout;
      this.column = column;
    }

    @Setup
    public void setup() {
      changeKind = new ChangeKind(layout, column);
    }

    @ProcessElement
    public void drop(@Element RowBlock block, MultiOutputReceiver out) {
      RowBlock.Builder kept = new RowBlock.Builder(block.sizeInBytes());
      RowBlock.Reader row = new RowBlock.Reader().open(block);
      while (row.next()) {
        if (!changeKind.isDelete(row.bytes(), row.offset())) {
          kept.add(row);
        }
      }
      int dropped = block.rowCount() - kept.rowCount();
      if (!kept.isEmpty()) {
        out.get(ROWS).output(kept.build());
      }
      if (dropped > 0) {
        out.get(COUNTS).output(Counts.of(Count.COLLAPSED, dropped));
      }
    }
  }
}
