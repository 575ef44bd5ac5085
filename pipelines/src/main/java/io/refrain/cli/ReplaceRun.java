package io.refrain.cli;

import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.commit.CommitProtocol;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.PlannedTarget;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.StoreState;
import io.refrain.pipelines.input.Delivery;
import java.io.IOException;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;

/**
 * One run that replaces a scope of a target: whether it is done already, the pipeline, the receipt;
 * or a plan of it.
 */
final class ReplaceRun {
  private final String command;
  private final ReplaceOptions options;
  private final RunOptions run;
  private final Report report;

  /** Adds the steps of a run to a pipeline. */
  interface Build {
    void build(Pipeline pipeline, ReplaceTarget target, RunToken token, CommitPolicy policy);
  }

  /**
   * @param command that is run, for the job's name
   */
  ReplaceRun(String command, ReplaceOptions options, RunOptions run, Report report) {
    this.command = command;
    this.options = options;
    this.run = run;
    this.report = report;
  }

  /**
   * What is to be run.
   *
   * @param target where to replace
   * @param scope what to replace
   * @param delivery by what
   * @param layout of the rows that are stored
   * @param steps the pipeline
   */
  record Job(
      ReplaceTarget target, ReplaceScope scope, Delivery delivery, RowLayout layout, Build steps) {}

  /**
   * Runs to the end, and says what became of it.
   *
   * @return the exit code
   */
  int run(Job job) throws IOException {
    ReplaceTarget target = job.target();
    ReplaceScope scope = job.scope();
    RowLayout layout = job.layout();
    String shown = options.target.shown(target.name());
    StoreState state = read(target, scope, layout);
    RunToken token = options.token(scope, state);
    Optional<CommitOutcome> turnedAway =
        CommitProtocol.turnedAway(state, target.name(), token, options.takeOver);
    if (turnedAway.isPresent()) {
      Receipt done = turnedAway.get().receiptOrThrow();
      report.receipt(done, shown, "already committed, nothing was changed");
      return ExitCode.DONE;
    }
    ReplaceTarget written = options.plan ? PlannedTarget.of(target) : target;
    CommitPolicy policy = options.policy();
    PipelineResult result =
        Launch.run(
            command + " " + options.pipeline(),
            run,
            job.delivery(),
            pipeline -> job.steps().build(pipeline, written, token, policy),
            report);
    if (options.plan) {
      report.plan(Launch.counts(result), stored(target, layout), shown, "would replace " + scope);
      return ExitCode.DONE;
    }
    try (ReplaceStore store = target.open(layout)) {
      Optional<Receipt> receipt = receiptOf(store.read(scope), token);
      if (receipt.isPresent()) {
        report.receipt(receipt.get(), shown, "replaced " + scope);
      } else {
        // The run did commit, or it had failed.
        report.overtaken(token, shown);
      }
    }
    return ExitCode.DONE;
  }

  /** Adds the steps of a run, with the next epoch, to a pipeline that somebody else runs. */
  static void build(Pipeline pipeline, ReplaceOptions options, Job job, Rig rig)
      throws IOException {
    StoreState state = read(job.target(), job.scope(), job.layout());
    RunToken token = options.token(job.scope(), state);
    CommitProtocol.turnedAway(state, job.target().name(), token, options.takeOver)
        .ifPresent(CommitOutcome::receiptOrThrow);
    job.steps().build(pipeline, rig.into(job.target()), token, options.policy());
  }

  private static StoreState read(ReplaceTarget target, ReplaceScope scope, RowLayout layout)
      throws IOException {
    try (ReplaceStore store = target.open(layout)) {
      return store.read(scope);
    }
  }

  /** How many rows the target holds. */
  private static long stored(ReplaceTarget target, RowLayout layout) throws IOException {
    try (ReplaceStore store = target.open(layout)) {
      return store.read(ReplaceScope.everything()).partitions().stream()
          .mapToLong(StoreState.Stored::rows)
          .sum();
    }
  }

  private static Optional<Receipt> receiptOf(StoreState state, RunToken token) {
    return state.ledger().stream()
        .filter(entry -> entry.token().equals(token))
        .map(StoreState.Entry::receipt)
        .findFirst();
  }
}
