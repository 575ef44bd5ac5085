package io.refrain.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code refrain repair}: completes what a crash left half-way, and clears what is of no use. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    description = {
      "Completes a commit that a crash left half-way, and removes what crashed runs staged, once it",
      "is older than the safe age (24 hours). The next run does the same by itself.",
      ""
    })
final class RepairCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TARGET", description = "parquet:DIR")
  private String target;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    spec.commandLine().getOut().println(Targets.parquet(target).repair());
    return ExitCode.DONE;
  }
}
