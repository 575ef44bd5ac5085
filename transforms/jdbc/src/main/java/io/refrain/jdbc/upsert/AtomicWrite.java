package io.refrain.jdbc.upsert;

import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowLayout;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/** Stages the shards of each window, then merges them in one transaction. */
public final class AtomicWrite
    extends PTransform<PCollection<KV<Integer, RowBlock>>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;
  private static final TupleTag<StagedShard> STAGED = new TupleTag<>() {};
  private static final TupleTag<RejectedRow> UNFIT = new TupleTag<>() {};

  private final UpsertSpec spec;
  private final RowLayout layout;
  private final RejectedLimit limit;
  private final TupleTag<Counts> counts;
  private final TupleTag<RejectedRow> rejected;
  private final transient PCollection<RejectedRow> unreadable;

  /**
   * Writes by a specification.
   *
   * @param unreadable rows that earlier steps rejected, in the windows of the input
   * @param counts tag of the output that says what became of the rows
   * @param rejected tag of the output of the rows that are rejected here
   */
  public AtomicWrite(
      UpsertSpec spec,
      RowLayout layout,
      RejectedLimit limit,
      PCollection<RejectedRow> unreadable,
      TupleTag<Counts> counts,
      TupleTag<RejectedRow> rejected) {
    this.spec = spec;
    this.layout = layout;
    this.limit = limit;
    this.unreadable = unreadable;
    this.counts = counts;
    this.rejected = rejected;
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, RowBlock>> blocks) {
    PCollectionTuple staged =
        blocks
            .apply("GroupByShard", GroupByKey.create())
            .apply(
                "Stage",
                ParDo.of(new StageShardFn(spec, layout, UNFIT, limit))
                    .withOutputTags(STAGED, TupleTagList.of(UNFIT)));
    SerializableCoder<RejectedRow> rowCoder = SerializableCoder.of(RejectedRow.class);
    PCollection<RejectedRow> unfit = staged.get(UNFIT).setCoder(rowCoder);
    PCollectionView<Rejected> before =
        Rejected.each(
                "EachBeforeMerge",
                PCollectionList.of(List.of(unreadable, unfit))
                    .apply("RejectedBeforeMerge", Flatten.pCollections()),
                true)
            .apply("CountBeforeMerge", Combine.globally(new Rejected.Sum()).asSingletonView());
    PCollectionTuple merged =
        staged
            .get(STAGED)
            .setCoder(SerializableCoder.of(StagedShard.class))
            .apply("OneMerge", WithKeys.of(""))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(StagedShard.class)))
            .apply("Gather", GroupByKey.create())
            .apply(
                "Merge",
                ParDo.of(new MergeShardsFn(spec, layout, rejected, limit, before))
                    .withSideInputs(before)
                    .withOutputTags(counts, TupleTagList.of(rejected)));
    PCollection<RejectedRow> all =
        PCollectionList.of(List.of(unfit, merged.get(rejected).setCoder(rowCoder)))
            .apply("Refused", Flatten.pCollections());
    return PCollectionTuple.of(counts, merged.get(counts)).and(rejected, all);
  }
}
