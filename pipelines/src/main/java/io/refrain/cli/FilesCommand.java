package io.refrain.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code refrain files}: the live files of a dataset, for engines that do not read its manifest.
 */
@Command(
    name = "files",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the live files of a dataset, one a line: what its manifest says is there.",
      ""
    })
final class FilesCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TARGET", description = "parquet:DIR")
  private String target;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Targets.parquet(target).files().forEach(spec.commandLine().getOut()::println);
    return ExitCode.DONE;
  }
}
