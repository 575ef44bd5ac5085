package io.refrain.core.merge;

import io.refrain.core.MergeReceipt;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowLayout;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * The second half of a merge, from files that may hold a touched key to the commit: search, join by
 * key shard, stage by file, commit.
 */
final class SearchAndCommit
    extends PTransform<PCollection<KV<Integer, FileTask>>, PCollection<MergeReceipt>> {
  private static final long serialVersionUID = 1L;
  private static final KvCoder<Integer, MergeBlock> BLOCKS =
      KvCoder.of(VarIntCoder.of(), new MergeBlock.BlockCoder());

  private final MergeSetup setup;
  private final transient PCollection<MergeBase> base;
  private final transient PCollection<ShardKeys> filters;
  private final transient List<PCollection<KV<Integer, MergeBlock>>> changes;
  private final transient List<PCollection<MergePart>> parts;

  /**
   * The second half.
   *
   * @param base the version of the table, one for each run
   * @param filters the keys to search for
   * @param changes the rows of the input, by shard; none if there is no input
   * @param parts what earlier steps counted and rejected
   */
  SearchAndCommit(
      MergeSetup setup,
      PCollection<MergeBase> base,
      PCollection<ShardKeys> filters,
      List<PCollection<KV<Integer, MergeBlock>>> changes,
      List<PCollection<MergePart>> parts) {
    this.setup = setup;
    this.base = base;
    this.filters = filters;
    this.changes = changes;
    this.parts = parts;
  }

  @Override
  public PCollection<MergeReceipt> expand(PCollection<KV<Integer, FileTask>> files) {
    PCollectionView<List<ShardKeys>> keys = filters.apply("Keys", View.asList());
    PCollectionView<List<MergeBase>> bases = base.apply("Base", View.asList());
    PCollectionTuple searched =
        files
            .apply("GroupFiles", GroupByKey.create())
            .apply(
                "Search",
                ParDo.of(new SearchFiles(setup, keys))
                    .withSideInputs(keys)
                    .withOutputTags(
                        SearchFiles.FOUND,
                        TupleTagList.of(SearchFiles.DESCRIPTIONS).and(SearchFiles.PARTS)));
    PCollectionTuple decided =
        PCollectionList.of(searched.get(SearchFiles.FOUND).setCoder(BLOCKS))
            .and(changes)
            .apply("ChangesAndStored", Flatten.pCollections())
            .apply("GroupByShard", GroupByKey.create())
            .apply(
                "Decide",
                ParDo.of(new DecideKeys(setup, bases))
                    .withSideInputs(bases)
                    .withOutputTags(
                        DecideKeys.EDITS,
                        TupleTagList.of(DecideKeys.INSERTS).and(DecideKeys.PARTS)));
    PCollection<MergePart> rewritten =
        PCollectionList.of(decided.get(DecideKeys.EDITS).setCoder(BLOCKS))
            .and(searched.get(SearchFiles.DESCRIPTIONS).setCoder(BLOCKS))
            .apply("FilesAndEdits", Flatten.pCollections())
            .apply("GroupByFile", GroupByKey.create())
            .apply("Rewrite", ParDo.of(new RewriteFiles(setup)));
    // Rows are coded the same way whatever their layout.
    PCollection<KV<String, RowBlock>> inserts =
        decided
            .get(DecideKeys.INSERTS)
            .setCoder(
                KvCoder.of(StringUtf8Coder.of(), RowBlockCoder.of(RowLayout.of(Schema.of()))));
    PCollection<MergePart> inserted =
        inserts
            .apply("GroupByPartition", GroupByKey.create())
            .apply("Insert", ParDo.of(new InsertRows(setup, bases)).withSideInputs(bases));
    // So that there is something to gather even if nothing is found.
    PCollection<MergePart> seed = base.apply("Begin", ParDo.of(new NothingFn()));
    PCollectionList<MergePart> all =
        PCollectionList.of(part(seed))
            .and(parts)
            .and(part(searched.get(SearchFiles.PARTS)))
            .and(part(decided.get(DecideKeys.PARTS)))
            .and(part(rewritten))
            .and(part(inserted));
    return all.apply("Parts", Flatten.pCollections())
        .apply("OneCommit", WithKeys.of(""))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(MergePart.class)))
        .apply("Gather", GroupByKey.create())
        .apply("Commit", ParDo.of(new CommitTable(setup, bases)).withSideInputs(bases))
        .setCoder(SerializableCoder.of(MergeReceipt.class));
  }

  private static PCollection<MergePart> part(PCollection<MergePart> part) {
    return part.setCoder(SerializableCoder.of(MergePart.class));
  }

  private static final class NothingFn extends DoFn<MergeBase, MergePart> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void begin(OutputReceiver<MergePart> out) {
      out.output(MergePart.NOTHING);
    }
  }
}
