package io.refrain.cli;

import io.refrain.core.DataInterval;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.commit.CommitProtocol;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.PlannedTarget;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.StoreState;
import io.refrain.pipelines.ReplacePipeline;
import io.refrain.pipelines.input.Delivery;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.PipelineResult;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
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
      "           (--target=parquet:DIR --partitionBy=COLUMN |",
      "           --target=jdbc:URL --table=NAME) [OPTION...]"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done, or already committed by an earlier run.",
      "1:Failed: a store or file could not be reached.",
      "2:Bad usage: the command, its input or its target. Nothing was changed.",
      "3:More rows were rejected than allowed. Nothing was changed.",
      "4:Conflict, superseded or refused. Nothing was changed."
    })
final class ReplaceCommand implements Callable<Integer> {
  @Mixin private InputOptions input;
  @Mixin private KeyOptions key;

  @Option(
      names = "--changeKind",
      paramLabel = "COLUMN",
      description =
          "The column that marks deletes (d or delete). A key whose latest row is one has no row in"
              + " the target.")
  private String changeKind;

  @Option(
      names = "--partitionBy",
      split = ",",
      paramLabel = "COLUMN",
      description =
          "The columns that partition the target. A database table needs none for an interval or"
              + " everything.")
  private List<String> partitionBy = List.of();

  @ArgGroup(multiplicity = "0..1")
  private ScopeOptions scope;

  /** Exactly one of these says what may be replaced. */
  private static final class ScopeOptions {
    @Option(
        names = "--interval",
        required = true,
        paramLabel = "INTERVAL",
        description =
            "Replace this interval of the data: 2024-03-15, 2024-03, 2024-03-15T10, or a start and"
                + " an exclusive end: 2024-03-01/2024-04-01. Empty in the delivery means empty in"
                + " the target.")
    private String interval;

    @Option(
        names = "--partitions",
        required = true,
        split = ",",
        paramLabel = "COLUMN=VALUE",
        description =
            "Replace these partitions (order_date=2024-03-15). Of several partition columns:"
                + " order_date=2024-03-15/country=DE. A comma in a value is %%2C, a slash %%2F.")
    private List<String> partitions;

    @Option(
        names = "--scope",
        required = true,
        paramLabel = "present|everything",
        description = "Replace the partitions that the delivery has rows for, or everything.")
    private String named;
  }

  @Option(
      names = "--intervalColumn",
      paramLabel = "COLUMN",
      description =
          "The column the interval is of; unless given, the first date or timestamp of"
              + " --partitionBy. In a database table it may be any.")
  private String intervalColumn;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "The time zone the interval is meant in. Default: UTC.")
  private String zone;

  @Option(
      names = "--target",
      required = true,
      paramLabel = "parquet:DIR|jdbc:URL",
      description = "What to replace in: a dataset, or a table of a database.")
  private String target;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "The table of the database, with its schema if it needs one (sales.orders).")
  private String table;

  @Option(
      names = "--createTable",
      description = "Make the table, with the key as its primary key, if it is not there.")
  private boolean createTable;

  @Mixin private LoginOptions login;

  @Mixin private OwnerOptions owner;

  @Option(
      names = "--atLeastRows",
      paramLabel = "N",
      description = "Refuse a delivery that leaves fewer rows, before anything changes.")
  private long atLeastRows;

  @Option(
      names = "--takeOver",
      description = "Replace what another pipeline owns, or somebody else put there, as well.")
  private boolean takeOver;

  @Option(
      names = "--epoch",
      paramLabel = "N",
      description =
          "The number of this run, if an orchestrator gives it one: greater than that of all runs"
              + " before. A run with the number of a committed one is that run, and is done.")
  private Long epoch;

  @Option(
      names = "--plan",
      description =
          "Only say what would be deleted, written and left alone, or why the run would be refused."
              + " Nothing is changed.")
  private boolean plan;

  @Mixin private RunOptions run;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Report report = new Report(spec.commandLine(), run.json);
    ReplaceTarget replaceTarget = replaceTarget();
    String shown = Targets.isDatabase(target) ? replaceTarget.name() : target;
    Delivery delivery = input.find();
    RowLayout layout = RowLayout.of(delivery.schema());
    layout.indexesOf(partitionBy);
    ReplaceScope replaceScope = scope(layout);
    String pipeline = owner.nameFor(target, table);
    RunToken token;
    try (ReplaceStore store = replaceTarget.open(layout)) {
      StoreState state = store.read(replaceScope);
      token = new RunToken(pipeline, replaceScope, epochAfter(state));
      Optional<CommitOutcome> turnedAway =
          CommitProtocol.turnedAway(state, replaceTarget.name(), token, takeOver);
      if (turnedAway.isPresent()) {
        Receipt done = turnedAway.get().receiptOrThrow();
        report.receipt(done, shown, "already committed, nothing was changed");
        return ExitCode.DONE;
      }
    }
    ReplacePipeline.Options options =
        new ReplacePipeline.Options(
            delivery,
            new LatestBy(key.keys, key.versions, changeKind),
            plan ? PlannedTarget.of(replaceTarget) : replaceTarget,
            token,
            new CommitPolicy(atLeastRows, takeOver),
            run.rejections(delivery));
    PipelineResult result =
        Launch.run(
            "replace " + pipeline,
            run,
            delivery,
            pipelineOf -> ReplacePipeline.build(pipelineOf, options),
            report);
    if (plan) {
      report.plan(
          Launch.counts(result),
          stored(replaceTarget, layout),
          shown,
          "would replace " + replaceScope);
      return ExitCode.DONE;
    }
    try (ReplaceStore store = replaceTarget.open(layout)) {
      Optional<Receipt> receipt = receiptOf(store.read(replaceScope), token);
      if (receipt.isPresent()) {
        report.receipt(receipt.get(), shown, "replaced " + replaceScope);
      } else {
        // The run did commit, or it had failed.
        report.overtaken(token, shown);
      }
    }
    return ExitCode.DONE;
  }

  private ReplaceTarget replaceTarget() {
    if (plan && createTable) {
      throw new IllegalArgumentException(
          "--plan changes nothing, so it makes no table: leave --createTable out.");
    }
    return Targets.replaceTarget(target, partitionBy, table, createTable ? key.keys : null, login);
  }

  /** How many rows the target holds. */
  private static long stored(ReplaceTarget target, RowLayout layout) throws IOException {
    try (ReplaceStore store = target.open(layout)) {
      return store.read(ReplaceScope.everything()).partitions().stream()
          .mapToLong(StoreState.Stored::rows)
          .sum();
    }
  }

  private long epochAfter(StoreState state) {
    if (epoch != null) {
      return epoch;
    }
    long greatest = state.ledger().stream().mapToLong(e -> e.token().epoch()).max().orElse(0);
    return RunToken.newEpoch(greatest);
  }

  private static Optional<Receipt> receiptOf(StoreState state, RunToken token) {
    return state.ledger().stream()
        .filter(entry -> entry.token().equals(token))
        .map(StoreState.Entry::receipt)
        .findFirst();
  }

  private ReplaceScope scope(RowLayout layout) {
    if (scope == null) {
      throw new IllegalArgumentException(
          "What may be replaced in "
              + target
              + "? Say --interval=INTERVAL, --partitions=COLUMN=VALUE, --scope=present or"
              + " --scope=everything: there is no default.");
    }
    if (scope.interval == null && (intervalColumn != null || zone != null)) {
      throw new IllegalArgumentException(
          (zone == null ? "--intervalColumn" : "--zone") + " is of use with --interval only.");
    }
    if (scope.partitions != null) {
      return ReplaceScope.partitions(PartitionArguments.parse(scope.partitions, layout));
    }
    if (scope.named != null) {
      return switch (scope.named) {
        case "present" -> ReplaceScope.present();
        case "everything" -> ReplaceScope.everything();
        default ->
            throw new IllegalArgumentException(
                "Unknown scope '"
                    + scope.named
                    + "'. Known: present, everything; or use --interval.");
      };
    }
    return ReplaceScope.interval(
        intervalColumn(layout), DataInterval.parse(scope.interval, zone()));
  }

  private ZoneId zone() {
    try {
      return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "Unknown time zone '" + zone + "': write UTC, +02:00 or Europe/Berlin.", e);
    }
  }

  private String intervalColumn(RowLayout layout) {
    if (intervalColumn != null) {
      return intervalColumn;
    }
    return partitionBy.stream()
        .filter(column -> isTime(layout.type(layout.indexOf(column))))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    partitionBy.isEmpty()
                        ? "--interval needs a date or timestamp column: say --intervalColumn=COLUMN."
                        : "--interval needs a date or timestamp column to partition by, but "
                            + partitionBy
                            + " has none. Use --partitions or --scope."));
  }

  private static boolean isTime(ColumnType type) {
    return switch (type.kind()) {
      case DATE, TIMESTAMP, LOCAL_TIMESTAMP -> true;
      default -> false;
    };
  }
}
