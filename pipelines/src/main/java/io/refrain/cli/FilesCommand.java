package io.refrain.cli;

import io.refrain.core.RefrainException;
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
      "Lists the live files of a dataset, one a line.",
      "These are the files that the newest commit consists of, for engines to be pointed at.",
      ""
    })
final class FilesCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TARGET", description = "parquet:DIR")
  private String target;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try {
      TargetName.parquet(target).files().forEach(spec.commandLine().getOut()::println);
      return ExitCode.DONE;
    } catch (RefrainException e) {
      if (e.kind() == RefrainException.Kind.REFUSED) {
        // It is the command that is not as it should be: nothing was to be committed.
        throw new IllegalArgumentException(e.getMessage());
      }
      throw e;
    }
  }
}
