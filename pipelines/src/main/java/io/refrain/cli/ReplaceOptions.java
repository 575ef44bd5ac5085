package io.refrain.cli;

import io.refrain.core.store.ReplaceTarget;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where to replace, what may be replaced there, and how. */
final class ReplaceOptions {
  @Option(
      names = "--partitionBy",
      split = ",",
      paramLabel = "COLUMN",
      description =
          "The columns that partition the target. A database table needs none for an interval or"
              + " everything.")
  List<String> partitionBy = List.of();

  @Mixin ScopeOptions scope;

  @Option(
      names = "--target",
      required = true,
      paramLabel = "parquet:DIR|jdbc:URL",
      description = "What to replace in: a dataset, or a table of a database.")
  String target;

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
    if (plan && createTable) {
      throw new IllegalArgumentException(
          "--plan changes nothing, so it makes no table: leave --createTable out.");
    }
    return Targets.replaceTarget(target, partitionBy, table, createTable ? key : null, login);
  }

  /** In whose name the run writes. */
  String pipeline() {
    return owner.nameFor(target, table);
  }
}
