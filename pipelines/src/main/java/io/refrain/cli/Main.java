package io.refrain.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntBiFunction;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./refrain}: the command that holds the others. */
@Command(
    name = "refrain",
    description = {
      "Loads data so that it may be loaded again: the result is as if it had been loaded once.",
      ""
    },
    subcommands = {
      DemoCommand.class,
      ReplaceCommand.class,
      UpsertCommand.class,
      MergeCommand.class,
      AggregateCommand.class,
      VerifyCommand.class,
      DoctorCommand.class,
      DedupCommand.class,
      FilesCommand.class,
      RepairCommand.class,
      GenerateCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer =
        "%nOptions that replace, upsert, merge and aggregate do not know go to Beam and its runner"
            + " (--parallelism=8).")
public final class Main implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Runs a command and ends the process with its {@link ExitCode}. */
  public static void main(String[] args) {
    exit((out, err) -> run(out, err, args));
  }

  /** Runs something that prints, and ends the process with the code that it returns. */
  static void exit(ToIntBiFunction<PrintStream, PrintStream> command) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int code = command.applyAsInt(out, err);
    out.flush();
    err.flush();
    // A runner may leave threads behind that are no daemons.
    System.exit(code);
  }

  /** Runs a command and returns its {@link ExitCode}. */
  static int run(PrintStream out, PrintStream err, String... args) {
    // Beam looks at all kinds of options there are when it is first asked; meanwhile others begin.
    CompletableFuture<PipelineOptions> beam =
        CompletableFuture.supplyAsync(PipelineOptionsFactory::create);
    CommandLine line =
        commandLine(
            new PrintWriter(out, true, StandardCharsets.UTF_8),
            new PrintWriter(err, true, StandardCharsets.UTF_8));
    FileSystems.setDefaultPipelineOptions(beam.join());
    return line.execute(CatalogOptions.split(args));
  }

  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    CommandLine command = new CommandLine(new Main());
    command
        .getSubcommands()
        .values()
        .forEach(sub -> sub.getCommandSpec().versionProvider(new Version()));
    command.setOut(out);
    command.setErr(err);
    // What it does not know belongs to the command that it verifies.
    command.getSubcommands().get("verify").setUnmatchedOptionsArePositionalParams(true);
    command.setUsageHelpAutoWidth(true);
    command.setAbbreviatedOptionsAllowed(false);
    command.setExecutionExceptionHandler((e, line, parsed) -> Failures.report(e, line));
    command.setParameterExceptionHandler((e, args) -> Failures.reportUsage(e));
    return command;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"refrain " + (version == null ? "(from sources)" : version)};
    }
  }
}
