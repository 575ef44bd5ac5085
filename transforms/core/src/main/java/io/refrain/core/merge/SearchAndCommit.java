package io.refrain.core.merge;

import io.refrain.core.MergeReceipt;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * The second half of a merge, from files that may hold a touched key to the commit: search, join by
 * key shard, stage by file, commit.
 *
 * <p>A step that takes from several others, or asks a side input, begins a stage of its own on most
 * runners, and a small merge costs what its stages cost: what a step needs to know comes with its
 * elements.
 */
final class SearchAndCommit
    extends PTransform<PCollection<KV<Integer, SearchTask>>, PCollection<MergeReceipt>> {
  private static final long serialVersionUID = 1L;
  private static final MergeBlock.BlockCoder BLOCK = new MergeBlock.BlockCoder();
  private static final SerializableCoder<MergePart> PART = SerializableCoder.of(MergePart.class);

  private final MergeSetup setup;
  private final transient List<PCollection<KV<Integer, MergeBlock>>> changes;
  private final transient List<PCollection<MergePart>> parts;

  /**
   * The second half.
   *
   * @param changes the rows of the input, by shard; none if there is no input
   * @param parts what earlier steps pinned, counted and rejected
   */
  SearchAndCommit(
      MergeSetup setup,
      List<PCollection<KV<Integer, MergeBlock>>> changes,
      List<PCollection<MergePart>> parts) {
    this.setup = setup;
    this.changes = changes;
    this.parts = parts;
  }

  @Override
  public PCollection<MergeReceipt> expand(PCollection<KV<Integer, SearchTask>> tasks) {
    PCollectionTuple searched =
        tasks
            .apply("SpreadTasks", Reshuffle.of())
            .apply(
                "Search",
                ParDo.of(new SearchFiles(setup))
                    .withOutputTags(SearchFiles.FOUND, TupleTagList.of(SearchFiles.PARTS)));
    PCollectionTuple decided =
        PCollectionList.of(
                searched.get(SearchFiles.FOUND).setCoder(KvCoder.of(VarIntCoder.of(), BLOCK)))
            .and(changes)
            .apply("ChangesAndStored", Flatten.pCollections())
            .apply("GroupByShard", GroupByKey.create())
            .apply(
                "Decide",
                ParDo.of(new DecideKeys(setup))
                    .withOutputTags(DecideKeys.GROUPS, TupleTagList.of(DecideKeys.PARTS)));
    PCollection<MergePart> staged =
        decided
            .get(DecideKeys.GROUPS)
            .setCoder(KvCoder.of(StringUtf8Coder.of(), BLOCK))
            .apply("GroupByFile", GroupByKey.create())
            .apply("Stage", ParDo.of(new StageGroup(setup)))
            .setCoder(PART);
    return PCollectionList.of(parts)
        .and(searched.get(SearchFiles.PARTS).setCoder(PART))
        .and(decided.get(DecideKeys.PARTS).setCoder(PART))
        .and(staged)
        .apply("Parts", Flatten.pCollections())
        .apply("OneCommit", WithKeys.of(""))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), PART))
        .apply("Gather", GroupByKey.create())
        .apply("Commit", ParDo.of(new CommitTable(setup)))
        .setCoder(SerializableCoder.of(MergeReceipt.class));
  }
}
