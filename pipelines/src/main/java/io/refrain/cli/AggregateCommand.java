package io.refrain.cli;

import io.refrain.core.ReplaceScope;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.pipelines.AggregatePipeline;
import io.refrain.pipelines.Rejections;
import io.refrain.pipelines.aggregate.Aggregation;
import io.refrain.pipelines.input.Delivery;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code refrain aggregate}: sums of a delivery take the place of what a scope of a target held.
 */
@Command(
    name = "aggregate",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Recomputes sums and counts of a delivery, and replaces an interval by them.",
      "The latest row of each key counts, once. The delivery must hold all rows of what is"
          + " replaced; groups outside of an interval are left out. Run it again, after a crash or"
          + " for good measure: nothing is added twice.",
      ""
    },
    customSynopsis = {
      "refrain aggregate --input=PATH --schema=COLUMNS --key=COLUMN",
      "           --latestBy=COLUMN --groupBy=COLUMN",
      "           (--sum=COLUMN:NAME | --count=NAME) (--interval=INTERVAL |",
      "           --partitions=COLUMN=VALUE | --scope=present|everything)",
      "           --target=parquet:DIR|iceberg:TABLE|delta:DIR|jdbc:URL",
      "           [--partitionBy=COLUMN] [--table=NAME] [OPTION...]"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done, or already committed by an earlier run.",
      "1:Failed: a store or file could not be reached.",
      "2:Bad usage: the command, its input or its target. Nothing was changed.",
      "3:More rows were rejected than allowed. Nothing was changed.",
      "4:Conflict, superseded or refused. Nothing was changed."
    })
final class AggregateCommand implements Callable<Integer>, Replacing {
  @Mixin private InputOptions input;
  @Mixin private KeyOptions key;

  @Option(
      names = "--changeKind",
      paramLabel = "COLUMN",
      description =
          "The column that marks deletes (d or delete). A key whose latest row is one does not"
              + " count.")
  private String changeKind;

  @Mixin private AggregateOptions aggregate;

  @Mixin private ReplaceOptions replace;

  @Mixin private RunOptions run;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Report report = new Report(spec.commandLine(), run.json);
    return new ReplaceRun("aggregate", replace, run, report).run(job(Rig.NONE));
  }

  @Override
  public ReplaceRun.Job job(Rig rig) {
    Aggregation aggregation = aggregate.aggregation();
    ReplaceTarget target = replace.replaceTarget(aggregation.groupBy());
    Delivery delivery = rig.delivered(input.find());
    LatestBy latestBy = new LatestBy(key.keys, key.versions, changeKind);
    RowLayout layout = RowLayout.of(aggregation.schemaOf(delivery.schema()));
    List<String> partitions = target.partitionColumns();
    layout.indexesOf(partitions);
    List<String> times = partitions.isEmpty() ? aggregation.groupBy() : partitions;
    ReplaceScope scope = replace.scope.of(layout, replace.target.target, times);
    AggregatePipeline.checkScope(aggregation, scope);
    Rejections rejections = run.rejections(delivery);
    return new ReplaceRun.Job(
        target,
        scope,
        delivery,
        layout,
        (pipeline, written, token, policy) ->
            AggregatePipeline.build(
                pipeline,
                new AggregatePipeline.Options(
                    delivery, latestBy, aggregation, written, token, policy, rejections)));
  }

  @Override
  public RunOptions running() {
    return run;
  }

  @Override
  public ReplaceOptions replacing() {
    return replace;
  }
}
