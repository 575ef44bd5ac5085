package io.refrain.core.replace;

import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.blocks.PackByKey;
import io.refrain.core.blocks.Panes;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowLayout;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * The middle of a replace, from blocks to what was staged: route, pack, group, stage.
 *
 * @param staged what was staged, by group
 * @param rejected every rejected row
 * @param rejectedOnce those of them that the staged contributions do not count already
 * @param counts rows read, and collapsed, in parts to be summed
 */
record StagedRows(
    PCollection<Contribution> staged,
    PCollection<RejectedRow> rejected,
    PCollection<RejectedRow> rejectedOnce,
    PCollection<Counts> counts) {
  private static final TupleTag<KV<String, RowBlock>> PACKED = new TupleTag<>() {};
  private static final TupleTag<RejectedRow> REJECTED = new TupleTag<>() {};
  private static final TupleTag<Counts> COUNTS = new TupleTag<>() {};
  private static final TupleTag<Contribution> STAGED = new TupleTag<>() {};

  static StagedRows of(
      PartitionReplaceSink<?> sink, RowLayout layout, PCollection<RowBlock> blocks) {
    return sink.latest().isPresent()
        ? latestByKey(sink, layout, blocks, sink.latest().get())
        : asTheyAre(sink, layout, blocks);
  }

  /** Rows routed by partition, staged as they are. */
  private static StagedRows asTheyAre(
      PartitionReplaceSink<?> sink, RowLayout layout, PCollection<RowBlock> blocks) {
    PCollectionTuple routed =
        blocks.apply(
            "Route",
            ParDo.of(
                    new RouteRows(
                        layout,
                        sink.target().partitionColumns(),
                        sink.scopes(),
                        shards(sink, blocks),
                        PACKED,
                        REJECTED,
                        COUNTS))
                .withOutputTags(PACKED, TupleTagList.of(REJECTED).and(COUNTS)));
    PCollection<RejectedRow> rejected =
        routed.get(REJECTED).setCoder(SerializableCoder.of(RejectedRow.class));
    PCollectionTuple staged =
        routed
            .get(PACKED)
            .setCoder(KvCoder.of(StringUtf8Coder.of(), RowBlockCoder.of(layout)))
            .apply("Group", GroupByKey.create())
            .apply(
                "Stage",
                ParDo.of(new StageRows(layout, sink.target(), STAGED, REJECTED))
                    .withOutputTags(STAGED, TupleTagList.of(REJECTED)));
    PCollection<Counts> counts = routed.get(COUNTS).setCoder(SerializableCoder.of(Counts.class));
    return new StagedRows(
        staged.get(STAGED).setCoder(SerializableCoder.of(Contribution.class)),
        PCollectionList.of(rejected)
            .and(staged.get(REJECTED).setCoder(SerializableCoder.of(RejectedRow.class)))
            .apply("RejectedRows", Flatten.pCollections()),
        rejected,
        counts);
  }

  /** What a later pane may list again in part only is not cut into parts. */
  private static int shards(PartitionReplaceSink<?> sink, PCollection<RowBlock> blocks) {
    return sink.target().stagesPartitionsWhole() && !Panes.fireOnce(blocks) ? 1 : sink.shards();
  }

  /** Rows by shard of their key, in one grouping only: a later pane replaces an earlier one. */
  private static StagedRows latestByKey(
      PartitionReplaceSink<?> sink, RowLayout layout, PCollection<RowBlock> blocks, LatestBy by) {
    PackByKey.Result packed = blocks.apply("Pack", PackByKey.of(by, shards(sink, blocks)));
    PCollectionTuple staged =
        packed
            .blocks()
            .apply("Group", GroupByKey.create())
            .apply(
                "Stage",
                ParDo.of(
                        new StageLatest(layout, sink.target(), by, sink.scopes(), STAGED, REJECTED))
                    .withOutputTags(STAGED, TupleTagList.of(REJECTED)));
    PCollection<RejectedRow> routed =
        staged.get(REJECTED).setCoder(SerializableCoder.of(RejectedRow.class));
    return new StagedRows(
        staged.get(STAGED).setCoder(SerializableCoder.of(Contribution.class)),
        PCollectionList.of(packed.rejected())
            .and(routed)
            .apply("RejectedRows", Flatten.pCollections()),
        packed.rejected(),
        packed.counts());
  }
}
