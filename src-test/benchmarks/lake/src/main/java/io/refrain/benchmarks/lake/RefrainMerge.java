package io.refrain.benchmarks.lake;

import io.refrain.cli.RunnerDefaults;
import io.refrain.core.MergeReceipt;
import io.refrain.core.merge.MergeTableSink;
import io.refrain.core.row.RowBlock;
import io.refrain.core.store.MergeTarget;
import io.refrain.delta.DeltaTable;
import io.refrain.iceberg.IcebergCatalog;
import io.refrain.iceberg.IcebergTable;
import io.refrain.pipelines.input.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;

/**
 * Merges a CSV file into a lake table, by the runner on the class path, set up as the command line
 * sets it up.
 *
 * <p>Arguments: {@code delta} or {@code iceberg}, the directory of the table or the warehouse, the
 * CSV file, its schema, the key columns with commas between.
 */
public final class RefrainMerge {
  private RefrainMerge() {}

  public static void main(String[] args) {
    RunnerDefaults runner = ServiceLoader.load(RunnerDefaults.class).findFirst().orElseThrow();
    List<String> arguments = new ArrayList<>(List.of("--runner=" + runner.beamName()));
    arguments.addAll(List.of(runner.defaultArguments()));
    PipelineOptions options =
        PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).create();
    runner.adjust(options);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("Read", Delivery.find(args[2], null, args[3], false).read())
        .rows()
        .apply(
            "Merge",
            MergeTableSink.<RowBlock>into(table(args[0], args[1]))
                .byKey(args[4].split(",", -1))
                .latestBy("updated_at")
                .pipelineName("orders"))
        .receipts()
        .apply("Tell", ParDo.of(new TellFn()));
    PipelineResult.State state = pipeline.run().waitUntilFinish();
    if (state != PipelineResult.State.DONE) {
      throw new IllegalStateException("The runner ended in state " + state);
    }
  }

  private static MergeTarget table(String format, String directory) {
    return format.equals("delta")
        ? DeltaTable.at(directory).partitionedBy("order_date")
        : IcebergTable.in(
                IcebergCatalog.of(
                        Map.of(
                            "type",
                            "jdbc",
                            "uri",
                            "jdbc:sqlite:" + directory + "/catalog.db",
                            "warehouse",
                            directory))
                    .named("lake"))
            .table("shop.orders");
  }

  private static final class TellFn extends DoFn<MergeReceipt, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void tell(@Element MergeReceipt receipt) {
      System.out.println("merged " + receipt.counts() + " " + receipt.work());
    }
  }
}
