package io.refrain.pipelines;

import io.refrain.core.RunToken;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.pipelines.input.Delivery;
import org.apache.beam.sdk.Pipeline;

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
    LatestRows latest = LatestRows.of(pipeline, options.delivery(), options.latestBy());
    PartitionReplaceSink.Result result =
        latest
            .rows()
            .apply(
                "Replace",
                latest.account(
                    Steps.replace(
                        options.target(),
                        options.token(),
                        options.policy(),
                        options.rejections())));
    options.rejections().write(result.rejected(), options.delivery());
    return result;
  }
}
