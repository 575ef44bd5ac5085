package io.refrain.pipelines;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.RunToken;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.dedup.DedupLatestByKey;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.core.row.RowBlock;
import io.refrain.core.store.ReplaceTarget;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Steps that several pipelines share. */
final class Steps {
  private Steps() {}

  static DedupLatestByKey<RowBlock> dedup(LatestBy latestBy) {
    DedupLatestByKey<RowBlock> dedup =
        DedupLatestByKey.<RowBlock>byKey(latestBy.keys().toArray(String[]::new))
            .latestBy(latestBy.versions().toArray(String[]::new));
    return latestBy.changeKind() == null ? dedup : dedup.changeKind(latestBy.changeKind());
  }

  static <T> PartitionReplaceSink<T> replace(
      ReplaceTarget target, RunToken token, CommitPolicy policy, Rejections rejections) {
    PartitionReplaceSink<T> sink =
        PartitionReplaceSink.<T>into(target)
            .scope(token.scope())
            .pipelineName(token.pipeline())
            .epoch(token.epoch())
            .atLeastRows(policy.atLeastRows())
            .allowRejected(rejections.allowed());
    return policy.takeOver() ? sink.takeOver() : sink;
  }

  /** Rows that could not be read count as read and rejected: no later step sees them. */
  static PCollection<Counts> countUnreadable(PCollection<RejectedRow> rejected) {
    return rejected
        .apply(
            "CountUnreadable",
            MapElements.into(TypeDescriptor.of(Counts.class))
                .via(row -> Counts.of(Count.ROWS_IN, 1).with(Count.REJECTED, 1)))
        .setCoder(SerializableCoder.of(Counts.class));
  }

  static PCollection<RejectedRow> noneRejected(Pipeline pipeline) {
    return pipeline.apply("NoneRejected", Create.empty(SerializableCoder.of(RejectedRow.class)));
  }
}
