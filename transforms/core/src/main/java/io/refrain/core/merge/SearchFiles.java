package io.refrain.core.merge;

import java.io.IOException;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Searches files for the rows of touched keys. */
final class SearchFiles extends TableFn<KV<Integer, SearchTask>, KV<Integer, MergeBlock>> {
  private static final long serialVersionUID = 1L;

  /** Stored rows, by shard. */
  static final TupleTag<KV<Integer, MergeBlock>> FOUND = new TupleTag<>() {};

  static final TupleTag<MergePart> PARTS = new TupleTag<>() {};

  SearchFiles(MergeSetup setup) {
    super(setup);
  }

  @ProcessElement
  public void search(@Element KV<Integer, SearchTask> task, MultiOutputReceiver out)
      throws IOException {
    OpenTable table = table();
    FileSearch search =
        new FileSearch(
            table.store(),
            table.fit(),
            setup.spec().latestBy().keys(),
            task.getValue().filter(),
            setup.options().shards());
    for (FileTask file : task.getValue().files()) {
      OutputReceiver<KV<Integer, MergeBlock>> found = out.get(FOUND);
      MergePart searched =
          MergePart.searched(
              file.base(), search.search(file, (shard, rows) -> found.output(KV.of(shard, rows))));
      out.get(PARTS).output(searched);
    }
  }
}
