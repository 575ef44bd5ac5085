package io.refrain.core.merge;

import io.refrain.core.Counts;
import io.refrain.core.MergeWork;
import io.refrain.core.row.RowBlock;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;

/** Joins changes and stored rows of a shard, and decides on each key. */
final class DecideKeys extends TableFn<KV<Integer, Iterable<MergeBlock>>, KV<Integer, MergeBlock>> {
  private static final long serialVersionUID = 1L;

  /** What becomes of stored rows, by the number of their file. */
  static final TupleTag<KV<Integer, MergeBlock>> EDITS = new TupleTag<>() {};

  /** Rows to insert, in the layout of the table, by group. */
  static final TupleTag<KV<String, RowBlock>> INSERTS = new TupleTag<>() {};

  static final TupleTag<MergePart> PARTS = new TupleTag<>() {};

  private final PCollectionView<List<MergeBase>> bases;

  DecideKeys(MergeSetup setup, PCollectionView<List<MergeBase>> bases) {
    super(setup);
    this.bases = bases;
  }

  @ProcessElement
  public void decide(ProcessContext context) throws IOException {
    MergeBase base = Repeated.theOne(setup.target().name(), context.sideInput(bases));
    if (base.isCommitted()) {
      return;
    }
    Iterable<MergeBlock> blocks = context.element().getValue();
    for (MergeBlock block : blocks) {
      if (block.file() != MergeBlock.INPUT && !block.base().equals(base.version())) {
        throw Repeated.otherVersion(setup.target().name());
      }
    }
    OpenTable table = table();
    new ShardMerge(
            table.marked(),
            table.fit(),
            table.store(),
            setup.spec(),
            setup.work(),
            setup.options().shardBytes())
        .merge(context.element().getKey(), blocks, base.version(), new Emitter(context));
  }

  private static final class Emitter implements ShardMerge.Output {
    private final DoFn<KV<Integer, Iterable<MergeBlock>>, KV<Integer, MergeBlock>>.ProcessContext
        context;

    private Emitter(
        DoFn<KV<Integer, Iterable<MergeBlock>>, KV<Integer, MergeBlock>>.ProcessContext context) {
      this.context = context;
    }

    @Override
    public void insert(String group, RowBlock rows) {
      context.output(INSERTS, KV.of(group, rows));
    }

    @Override
    public void edit(int file, MergeBlock rows) {
      context.output(KV.of(file, rows));
    }

    @Override
    public void counted(Counts counts, MergeWork work) {
      context.output(PARTS, MergePart.NOTHING.with(counts, work));
    }
  }
}
