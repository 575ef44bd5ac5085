package io.refrain.cli;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.JdbcTable;
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
          + " run does the same by itself.",
      ""
    })
final class RepairCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TARGET", description = "parquet:DIR or jdbc:URL")
  private String target;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description =
          "A table of the database, if what is to be cleared is not in the user's schema.")
  private String table;

  @Mixin private LoginOptions login;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (Targets.isDatabase(target)) {
      JdbcTable.InDatabase database = JdbcTable.in(login.connection(target));
      List<String> swept = table == null ? database.repair() : database.table(table).repair();
      out.println(
          JdbcConnection.of(target).name()
              + ": "
              + (swept.isEmpty()
                  ? "nothing was old enough to remove"
                  : swept.size()
                      + (swept.size() == 1 ? " staging table" : " staging tables")
                      + " removed"));
      swept.forEach(name -> out.println("  removed " + name));
      return ExitCode.DONE;
    }
    RepairReport done = Targets.parquet(target).repair();
    out.println(target + ": " + state(done) + ", " + removed(done.removed().size()));
    done.removed().forEach(file -> out.println("  removed " + file));
    return ExitCode.DONE;
  }

  private static String state(RepairReport done) {
    if (done.version() == 0) {
      return "holds no commit";
    }
    String version = "commit " + done.version() + " is ";
    return done.moved() == 0
        ? version + "complete"
        : version + "complete now (" + files(done.moved()) + " put in place)";
  }

  private static String removed(int count) {
    return count == 0 ? "nothing was old enough to remove" : files(count) + " removed";
  }

  private static String files(int count) {
    return count == 1 ? "1 file" : count + " files";
  }
}
