package io.refrain.pipelines;

import io.refrain.core.blocks.LatestBy;
import io.refrain.core.merge.MergeResult;
import io.refrain.core.merge.MergeTableSink;
import io.refrain.core.row.RowBlock;
import io.refrain.core.store.MergeTarget;
import io.refrain.pipelines.input.Delivery;
import io.refrain.pipelines.input.ReadDelivery;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.Pipeline;

/** Reads a delivery and merges the latest row of each key into a lake table, in one commit. */
public final class MergePipeline {

  /**
   * What to run.
   *
   * @param delivery what to read
   * @param latestBy the key, and what is newer
   * @param target the table
   * @param run who merges, and how
   * @param deletes what becomes of deletes
   * @param rejections what becomes of rejected rows
   */
  public record Options(
      Delivery delivery,
      LatestBy latestBy,
      MergeTarget target,
      Run run,
      Deletes deletes,
      Rejections rejections) {}

  /**
   * Who merges, and how.
   *
   * @param pipeline the pipeline's name
   * @param epoch of this run
   * @param byPosition whether rows are deleted by position, and files not written anew
   * @param planOnly whether to say what would become of the rows, and write nothing
   */
  public record Run(String pipeline, long epoch, boolean byPosition, boolean planOnly) {
    private <T> MergeTableSink<T> applyTo(MergeTableSink<T> plain) {
      MergeTableSink<T> sink = plain.pipelineName(pipeline).epoch(epoch);
      sink = byPosition ? sink.deleteByPosition() : sink;
      return planOnly ? sink.planOnly() : sink;
    }
  }

  /**
   * What becomes of deletes.
   *
   * @param softDelete the column that flags deleted rows; null if there is none
   * @param hardDeletes whether deleted rows are removed, and forgotten
   */
  public record Deletes(String softDelete, boolean hardDeletes) {
    private <T> MergeTableSink<T> applyTo(MergeTableSink<T> plain) {
      MergeTableSink<T> sink = softDelete == null ? plain : plain.softDelete(softDelete);
      return hardDeletes ? sink.hardDeletes() : sink;
    }
  }

  private MergePipeline() {}

  /**
   * Adds the steps to a pipeline.
   *
   * @throws IllegalArgumentException if there is a column that marks deletes, and nothing says what
   *     becomes of them
   */
  public static MergeResult build(Pipeline pipeline, Options options) {
    ReadDelivery.Result read = pipeline.apply("Read", options.delivery().read());
    MergeResult result = read.rows().apply("Merge", sink(options, read));
    options.rejections().write(result.rejected(), options.delivery());
    return result;
  }

  /**
   * The columns that the table would be given, each with its type there in parentheses. Asks the
   * table.
   */
  public static List<String> newColumns(Options options) throws IOException {
    return options.deletes().applyTo(sink(options)).newColumns(options.delivery().schema());
  }

  private static MergeTableSink<RowBlock> sink(Options options, ReadDelivery.Result read) {
    MergeTableSink<RowBlock> sink =
        options
            .deletes()
            .applyTo(sink(options))
            .allowRejected(options.rejections().allowed())
            .after(read.counts(), read.rejected());
    return options.run().applyTo(sink);
  }

  private static MergeTableSink<RowBlock> sink(Options options) {
    MergeTableSink<RowBlock> sink =
        MergeTableSink.<RowBlock>into(options.target())
            .byKey(options.latestBy().keys().toArray(String[]::new))
            .latestBy(options.latestBy().versions().toArray(String[]::new));
    return options.latestBy().changeKind() == null
        ? sink
        : sink.changeKind(options.latestBy().changeKind());
  }
}
