package io.refrain.cli;

import io.refrain.core.MergeReceipt;
import io.refrain.core.RunToken;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.merge.MergeTableSink;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.MergeTarget;
import io.refrain.iceberg.IcebergTable;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.pipelines.MergePipeline;
import io.refrain.pipelines.input.Delivery;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.schemas.Schema;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code refrain merge}: a delivery's latest rows into a lake table, newer over older. */
@Command(
    name = "merge",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Merges a delivery into a table of Iceberg or Delta, in one commit.",
      "For each key the newest row stays. Run it again, after a crash or for good measure: what is"
          + " stored already is left alone, and nothing is committed.",
      ""
    },
    customSynopsis = {
      "refrain merge --input=PATH --schema=COLUMNS --key=COLUMN",
      "           --latestBy=COLUMN --target=iceberg:TABLE|delta:DIR",
      "           [OPTION...]"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done, or already committed by an earlier run.",
      "1:Failed: a store or file could not be reached.",
      "2:Bad usage: the command, its input or its target. Nothing was changed.",
      "3:More rows were rejected than allowed. Nothing was changed.",
      "4:Conflict or refused. Nothing was changed."
    })
final class MergeCommand implements Callable<Integer>, Repeatable {
  @Mixin private InputOptions input;
  @Mixin private KeyOptions key;

  @Option(
      names = "--changeKind",
      paramLabel = "COLUMN",
      description =
          "The column that tells deletes (d, delete) from upserts (c, r, u, insert, update). It is"
              + " not stored. Needs --softDelete or --hardDeletes.")
  private String changeKind;

  @Option(
      names = "--softDelete",
      paramLabel = "COLUMN",
      description =
          "Leave deleted rows in the table, flagged in this column: a boolean, or a timestamp.")
  private String softDelete;

  @Option(
      names = "--hardDeletes",
      description =
          "Remove deleted rows. They are not remembered: an older row that comes late is inserted"
              + " again.")
  private boolean hardDeletes;

  @Mixin private TargetOptions target;

  @Option(
      names = "--partitionBy",
      split = ReplaceOptions.COMMA,
      paramLabel = "COLUMN",
      description = "With --createTable: the columns that partition the table.")
  private List<String> partitionBy = List.of();

  @Option(
      names = "--deleteByPosition",
      description =
          "Delete single rows from files (Iceberg) and do not write the files anew: cheaper for a few"
              + " changes in many files, but readers leave the rows out one by one until somebody"
              + " compacts the table.")
  private boolean byPosition;

  @Mixin private OwnerOptions owner;

  @Option(
      names = "--epoch",
      paramLabel = "N",
      description =
          "The number of this run, if an orchestrator gives it one. A run with the number of a"
              + " committed one is that run, and is done.")
  private Long epoch;

  @Option(
      names = "--plan",
      description =
          "Only say what would be inserted, updated, deleted and left alone, or why the run would be"
              + " refused. Nothing is changed.")
  private boolean plan;

  @Mixin private RunOptions run;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Report report = new Report(spec.commandLine(), run.json);
    if (plan) {
      target.refuseChangesOfAMergePlan();
    }
    MergeTarget table = target.mergeTarget(partitionBy);
    Delivery delivery = input.find();
    MergePipeline.Options options = options(table, delivery);
    String pipeline = options.run().pipeline();
    table.createIfAsked(RowLayout.of(stored(delivery.schema())));
    if (epoch != null && !plan) {
      Optional<MergeReceipt> done = receipt(options);
      if (done.isPresent()) {
        report.merged(done.get(), target.target, "already committed, nothing was changed");
        return ExitCode.DONE;
      }
    }
    PipelineResult result =
        Launch.run(
            "merge " + pipeline,
            run,
            delivery,
            building -> MergePipeline.build(building, options),
            report);
    report(report, options, result);
    return ExitCode.DONE;
  }

  private MergePipeline.Options options(MergeTarget table, Delivery delivery) {
    return new MergePipeline.Options(
        delivery,
        new LatestBy(key.keys, key.versions, changeKind),
        table,
        new MergePipeline.Run(
            owner.nameFor(target.target, null),
            epoch == null ? RunToken.newEpoch(0) : epoch,
            byPosition,
            plan),
        new MergePipeline.Deletes(softDelete, hardDeletes),
        run.rejections(delivery));
  }

  @Override
  public RunOptions running() {
    return run;
  }

  @Override
  public JdbcConnection database() {
    return target.database();
  }

  @Override
  public Optional<IcebergTable> lakeTable() {
    return target.lakeTable();
  }

  @Override
  public void build(Pipeline pipeline, Rig rig) throws IOException {
    MergeTarget table = target.mergeTarget(partitionBy);
    Delivery delivery = rig.delivered(input.find());
    MergePipeline.Options options = options(rig.into(table), delivery);
    table.createIfAsked(RowLayout.of(stored(delivery.schema())));
    MergePipeline.build(pipeline, options);
  }

  private void report(Report report, MergePipeline.Options options, PipelineResult result)
      throws IOException {
    if (plan) {
      List<String> added = MergePipeline.newColumns(options);
      report.unmerged(
          Launch.counts(result),
          Launch.work(result),
          target.target,
          "would merge"
              + (added.isEmpty() ? "" : ", and add the columns " + String.join(", ", added))
              + "; this is a plan, nothing was changed");
      return;
    }
    Optional<MergeReceipt> receipt = receipt(options);
    if (receipt.isPresent()) {
      report.merged(receipt.get(), target.target, "merged");
    } else {
      report.unmerged(
          Launch.counts(result),
          Launch.work(result),
          target.target,
          "merged: all was stored already, nothing committed");
    }
  }

  private static Optional<MergeReceipt> receipt(MergePipeline.Options options) throws IOException {
    return MergeTableSink.into(options.target())
        .pipelineName(options.run().pipeline())
        .epoch(options.run().epoch())
        .lookUp();
  }

  /** The columns of a table that is made for a delivery. */
  private Schema stored(Schema delivered) {
    Schema.Builder columns = Schema.builder();
    for (Schema.Field field : delivered.getFields()) {
      if (!field.getName().equals(changeKind) || field.getName().equals(softDelete)) {
        columns.addField(field);
      }
    }
    if (softDelete != null && !delivered.hasField(softDelete)) {
      columns.addNullableField(softDelete, Schema.FieldType.BOOLEAN);
    }
    return columns.build();
  }
}
