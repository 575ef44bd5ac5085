package io.refrain.cli;

import io.refrain.cli.verify.ScratchDirectory;
import io.refrain.delta.DeltaTable;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.JdbcTable;
import io.refrain.jdbc.scratch.ScratchTable;
import io.refrain.parquet.dataset.RepairReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code refrain repair}: completes what a crash left half-way, and clears what is of no use. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    description = {
      "Completes a commit that a crash left half-way.",
      "Also removes what crashed runs staged, once it is older than the safe age (24 hours). The next"
          + " run does the same by itself. And removes the throw-away copies of a verify that was"
          + " killed, on this machine and in the database that is named.",
      ""
    })
final class RepairCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "TARGET",
      description = "parquet:DIR, iceberg:CATALOG.NAMESPACE.TABLE, delta:DIR or jdbc:URL")
  private String target;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description =
          "A table of the database, if what is to be cleared is not in the user's schema.")
  private String table;

  @Mixin private CatalogOptions catalog;

  @Mixin private LoginOptions login;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    TargetName name = TargetName.parse(target);
    switch (name.scheme()) {
      case PARQUET -> repairDataset();
      case ICEBERG -> cleared(target, catalog.table(name.rest()).repair().removed(), "file");
      case DELTA -> cleared(target, DeltaTable.at(name.rest()).repair(), "file");
      case JDBC -> {
        JdbcTable.InDatabase database = JdbcTable.in(login.connection(target));
        List<String> swept = table == null ? database.repair() : database.table(table).repair();
        cleared(JdbcConnection.of(target).name(), swept, "staging table");
        sayThatCopiesAreGone(ScratchTable.sweep(login.connection(target)));
      }
    }
    sayThatCopiesAreGone(ScratchDirectory.sweep());
    return ExitCode.DONE;
  }

  private void sayThatCopiesAreGone(List<?> copies) {
    PrintWriter err = spec.commandLine().getErr();
    copies.forEach(
        copy -> err.println("refrain: removed the " + copy + ", left by a verify that was killed"));
  }

  private void repairDataset() throws IOException {
    RepairReport done = TargetName.parquet(target).repair();
    PrintWriter out = spec.commandLine().getOut();
    out.println(target + ": " + state(done) + ", " + removed(done.removed(), "file"));
    done.removed().forEach(file -> out.println("  removed " + file));
  }

  private void cleared(String name, List<String> swept, String what) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(name + ": " + removed(swept, what));
    swept.forEach(one -> out.println("  removed " + one));
  }

  private static String state(RepairReport done) {
    if (done.version() == 0) {
      return "holds no commit";
    }
    String version = "commit " + done.version() + " is ";
    return done.moved() == 0
        ? version + "complete"
        : version + "complete now (" + count(done.moved(), "file") + " put in place)";
  }

  private static String removed(List<String> swept, String what) {
    return swept.isEmpty()
        ? "nothing was old enough to remove"
        : count(swept.size(), what) + " removed";
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
