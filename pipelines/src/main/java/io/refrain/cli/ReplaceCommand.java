package io.refrain.cli;

import io.refrain.core.ReplaceScope;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.pipelines.Rejections;
import io.refrain.pipelines.ReplacePipeline;
import io.refrain.pipelines.input.Delivery;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code refrain replace}: a delivery takes the place of what a scope of a target held. */
@Command(
    name = "replace",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Replaces an interval, or partitions, of a target by a delivery.",
      "Of each key the latest row is kept. Run it again, after a crash or for good measure: the"
          + " target holds the delivery once.",
      ""
    },
    customSynopsis = {
      "refrain replace --input=PATH --schema=COLUMNS --key=COLUMN",
      "           --latestBy=COLUMN (--interval=INTERVAL |",
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
final class ReplaceCommand implements Callable<Integer>, Replacing {
  @Mixin private InputOptions input;
  @Mixin private KeyOptions key;

  @Option(
      names = "--changeKind",
      paramLabel = "COLUMN",
      description =
          "The column that marks deletes (d or delete). A key whose latest row is one has no row in"
              + " the target.")
  private String changeKind;

  @Mixin private ReplaceOptions replace;

  @Mixin private RunOptions run;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Report report = new Report(spec.commandLine(), run.json);
    return new ReplaceRun("replace", replace, run, report).run(job(Rig.NONE));
  }

  @Override
  public ReplaceRun.Job job(Rig rig) {
    ReplaceTarget target = replace.replaceTarget(key.keys);
    Delivery delivery = rig.delivered(input.find());
    RowLayout layout = RowLayout.of(delivery.schema());
    List<String> partitions = target.partitionColumns();
    layout.indexesOf(partitions);
    ReplaceScope scope = replace.scope.of(layout, replace.target.target, partitions);
    LatestBy latestBy = new LatestBy(key.keys, key.versions, changeKind);
    Rejections rejections = run.rejections(delivery);
    return new ReplaceRun.Job(
        target,
        scope,
        delivery,
        layout,
        (pipeline, written, token, policy) ->
            ReplacePipeline.build(
                pipeline,
                new ReplacePipeline.Options(
                    delivery, latestBy, written, token, policy, rejections)));
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
