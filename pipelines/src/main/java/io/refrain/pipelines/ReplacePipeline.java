package io.refrain.pipelines;

import io.refrain.core.RunToken;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.dedup.DedupLatestByKey;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.core.row.RowBlock;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.pipelines.input.Delivery;
import io.refrain.pipelines.input.ReadDelivery;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * Reads a delivery, keeps the latest row of each key, and replaces a scope of a target by them. A
 * key whose latest row is a delete has no row there.
 */
public final class ReplacePipeline {

  /**
   * What to run.
   *
   * @param delivery what to read
   * @param latestBy the key, and what is newer
   * @param target where to replace
   * @param token who writes, and what may be replaced
   * @param policy what the commit may do
   * @param rejections what becomes of rejected rows
   */
  public record Options(
      Delivery delivery,
      LatestBy latestBy,
      ReplaceTarget target,
      RunToken token,
      CommitPolicy policy,
      Rejections rejections) {}

  private ReplacePipeline() {}

  /** Adds the steps to a pipeline. */
  public static PartitionReplaceSink.Result build(Pipeline pipeline, Options options) {
    ReadDelivery.Result read = pipeline.apply("Read", options.delivery().read());
    DedupLatestByKey.Result<RowBlock> latest =
        read.rows().apply("KeepLatest", Steps.dedup(options.latestBy()));
    PartitionReplaceSink<RowBlock> sink =
        PartitionReplaceSink.<RowBlock>into(options.target())
            .scope(options.token().scope())
            .pipelineName(options.token().pipeline())
            .epoch(options.token().epoch())
            .atLeastRows(options.policy().atLeastRows())
            .allowRejected(options.rejections().allowed())
            .after(Steps.countUnreadable(read.rejected()), read.rejected())
            .after(latest);
    PCollection<RowBlock> rows = latest.rows();
    if (options.latestBy().changeKind() != null) {
      PCollectionTuple kept =
          rows.apply("DropDeletes", new DropDeletes(options.latestBy().changeKind()));
      rows = kept.get(DropDeletes.ROWS);
      sink = sink.after(kept.get(DropDeletes.COUNTS), Steps.noneRejected(pipeline));
    }
    PartitionReplaceSink.Result result =
        rows.apply("Replace", options.policy().takeOver() ? sink.takeOver() : sink);
    options.rejections().write(result.rejected(), options.delivery());
    return result;
  }
}
