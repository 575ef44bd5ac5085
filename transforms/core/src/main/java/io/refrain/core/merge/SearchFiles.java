package io.refrain.core.merge;

import io.refrain.core.Counts;
import io.refrain.core.MergeWork;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;

/** Searches files for the rows of touched keys. */
final class SearchFiles extends TableFn<KV<Integer, Iterable<FileTask>>, KV<Integer, MergeBlock>> {
  private static final long serialVersionUID = 1L;

  /** Stored rows, by shard. */
  static final TupleTag<KV<Integer, MergeBlock>> FOUND = new TupleTag<>() {};

  /** What files are that hold such rows, by their number. */
  static final TupleTag<KV<Integer, MergeBlock>> DESCRIPTIONS = new TupleTag<>() {};

  static final TupleTag<MergePart> PARTS = new TupleTag<>() {};

  private final PCollectionView<List<ShardKeys>> filters;

  SearchFiles(MergeSetup setup, PCollectionView<List<ShardKeys>> filters) {
    super(setup);
    this.filters = filters;
  }

  @ProcessElement
  public void search(ProcessContext context) throws IOException {
    FileTask task = Repeated.theOne(setup.target().name(), context.element().getValue());
    OpenTable table = table();
    List<String> keys = setup.spec().latestBy().keys();
    FileSearch search =
        new FileSearch(
            table.store(), table.fit(), keys, context.sideInput(filters), setup.options().shards());
    boolean[] found = new boolean[1];
    MergeWork work =
        search.search(
            task,
            (shard, rows) -> {
              found[0] = true;
              context.output(KV.of(shard, rows));
            });
    if (found[0]) {
      context.output(DESCRIPTIONS, KV.of(task.number(), MergeBlock.describing(task)));
    }
    context.output(PARTS, MergePart.NOTHING.with(Counts.NONE, work));
  }
}
