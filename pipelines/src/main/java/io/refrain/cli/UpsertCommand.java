package io.refrain.cli;

import io.refrain.core.blocks.LatestBy;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.pipelines.UpsertPipeline;
import io.refrain.pipelines.input.Delivery;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code refrain upsert}: a delivery's latest rows into a database table, newer over older. */
@Command(
    name = "upsert",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Upserts a delivery into a database table.",
      "For each key the newest row stays. Run it again, after a crash or for good measure: what is"
          + " stored already is left alone.",
      ""
    },
    customSynopsis = {
      "refrain upsert --input=PATH --schema=COLUMNS --key=COLUMN",
      "           --latestBy=COLUMN --target=jdbc:URL --table=NAME [OPTION...]"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:Failed: a database or file could not be reached. Whole batches may be stored,"
          + " unless --atomically.",
      "2:Bad usage: the command, its input or its target.",
      "3:More rows were rejected than allowed. Whole batches of good rows may be"
          + " stored, unless --atomically.",
      "4:Refused: the database lets nobody in, or the table does not fit. Nothing was changed."
    })
final class UpsertCommand implements Callable<Integer>, Repeatable {
  @Mixin private InputOptions input;
  @Mixin private KeyOptions key;

  @Option(
      names = "--target",
      required = true,
      paramLabel = "jdbc:URL",
      description = "The database: jdbc:postgresql://host/db, jdbc:h2:file:/data/shop.")
  private String target;

  @Option(
      names = "--table",
      required = true,
      paramLabel = "NAME",
      description = "The table, with its schema if it needs one (sales.orders).")
  private String table;

  @Option(
      names = "--createTable",
      description = "Make the table, with the key as its primary key, if it is not there.")
  private boolean createTable;

  @Option(
      names = "--atomically",
      description =
          "Make all rows visible at once, or none, in one transaction; otherwise batch by batch.")
  private boolean atomically;

  @Option(
      names = "--plan",
      description =
          "Only say what would be inserted, updated, deleted and left alone, or why the run would be"
              + " refused. Nothing is changed. What only the database itself would refuse, by a"
              + " constraint, counts as stored.")
  private boolean plan;

  @Mixin private LoginOptions login;
  @Mixin private ChangeOptions changes;

  @Mixin private RunOptions run;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Report report = new Report(spec.commandLine(), run.json);
    JdbcConnection connection = login.connection(target);
    Delivery delivery = input.find();
    UpsertPipeline.Options options = options(delivery, connection);
    PipelineResult result =
        Launch.run(
            "upsert " + table,
            run,
            delivery,
            pipeline -> UpsertPipeline.build(pipeline, options),
            report);
    report.counts(Launch.counts(result), connection.name() + ", " + table, outcome());
    return ExitCode.DONE;
  }

  private UpsertPipeline.Options options(Delivery delivery, JdbcConnection connection) {
    return new UpsertPipeline.Options(
        delivery,
        new LatestBy(key.keys, key.versions, changes.changeKind),
        connection,
        table,
        new UpsertPipeline.Writing(createTable, atomically, plan),
        run.rejections(delivery),
        changes.changes());
  }

  @Override
  public RunOptions running() {
    return run;
  }

  @Override
  public JdbcConnection database() {
    return login.connection(target);
  }

  @Override
  public void build(Pipeline pipeline, Rig rig) throws IOException {
    UpsertPipeline.build(
        pipeline, options(rig.delivered(input.find()), rig.into(login.connection(target))));
  }

  private String outcome() {
    String how = atomically ? " atomically" : "";
    return plan ? "would upsert" + how + "; this is a plan, nothing was changed" : "upserted" + how;
  }
}
