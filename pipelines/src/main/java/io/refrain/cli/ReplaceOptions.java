package io.refrain.cli;

import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.StoreState;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where to replace, what may be replaced there, and how. */
final class ReplaceOptions {
  /** Between columns; not one between parentheses. */
  static final String COMMA = ",(?![^(]*\\))";

  @Option(
      names = "--partitionBy",
      split = COMMA,
      paramLabel = "COLUMN",
      description =
          "The columns that partition the target; an Iceberg table also by day(ts), month(ts),"
              + " bucket(16, id) and so on when it is made. Tables of a database or of Iceberg need none"
              + " for an interval or everything.")
  List<String> partitionBy = List.of();

  @Mixin ScopeOptions scope;

  @Mixin TargetOptions target;

  @Mixin private OwnerOptions owner;

  @Option(
      names = "--atLeastRows",
      paramLabel = "N",
      description = "Refuse a delivery that leaves fewer rows, before anything changes.")
  long atLeastRows;

  @Option(
      names = "--takeOver",
      description = "Replace what another pipeline owns, or somebody else put there, as well.")
  boolean takeOver;

  @Option(
      names = "--epoch",
      paramLabel = "N",
      description =
          "The number of this run, if an orchestrator gives it one: greater than that of all runs"
              + " before. A run with the number of a committed one is that run, and is done.")
  Long epoch;

  @Option(
      names = "--plan",
      description =
          "Only say what would be deleted, written and left alone, or why the run would be refused."
              + " Nothing is changed.")
  boolean plan;

  /**
   * The target.
   *
   * @param key of a table that is made
   */
  ReplaceTarget replaceTarget(List<String> key) {
    if (plan) {
      target.refuseChangesOfAPlan();
    }
    return target.replaceTarget(partitionBy, key);
  }

  /** In whose name the run writes. */
  String pipeline() {
    return owner.nameFor(target.target, target.table);
  }

  /**
   * What identifies a run; its number is greater than that of all runs before, if none is given.
   */
  RunToken token(ReplaceScope scope, StoreState state) {
    if (epoch != null) {
      return new RunToken(pipeline(), scope, epoch);
    }
    long greatest = state.ledger().stream().mapToLong(e -> e.token().epoch()).max().orElse(0);
    return new RunToken(pipeline(), scope, RunToken.newEpoch(greatest));
  }

  CommitPolicy policy() {
    return new CommitPolicy(atLeastRows, takeOver);
  }
}
