package io.refrain.cli;

import io.refrain.cli.demo.Tour;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code refrain demo}: the tour. */
@Command(
    name = "demo",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Shows what a second run does to what the first one stored.",
      "By a blind append, by a partition replace, by an upsert, by a merge into a Delta table, and after a kill in the middle of a"
          + " commit. It works in a temporary directory, and every number it shows is read from what"
          + " is stored.",
      ""
    })
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--runner",
      paramLabel = "direct|flink",
      description = "Where it runs. Default: direct.")
  private String runner;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Work in this directory, and leave everything there to look at.")
  private Path keep;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (keep != null && Files.isRegularFile(keep)) {
      throw new IllegalArgumentException(
          "--keep=" + keep + " is a file. Name a directory to work in.");
    }
    PrintWriter out = spec.commandLine().getOut();
    Path directory =
        keep == null
            ? Files.createTempDirectory("refrain-demo")
            : Files.createDirectories(keep).toAbsolutePath();
    PipelineOptions options = Runners.options(runner, List.of());
    try {
      boolean kept = new Tour(directory, options, this::quietly, Main.class.getName(), out).run();
      return kept ? ExitCode.DONE : ExitCode.FAILURE;
    } finally {
      if (keep == null) {
        remove(directory);
      }
    }
  }

  /** Runs a command of this command line; what it prints is kept for the case that it fails. */
  private void quietly(List<String> arguments) throws IOException {
    java.io.StringWriter said = new java.io.StringWriter();
    PrintWriter sink = new PrintWriter(said);
    List<String> all = new java.util.ArrayList<>(arguments);
    if (runner != null) {
      all.add("--runner=" + runner);
    }
    int code = Main.commandLine(sink, sink).execute(all.toArray(String[]::new));
    if (code != ExitCode.DONE) {
      throw new IOException(
          "refrain " + String.join(" ", all) + " ended with " + code + ": " + said);
    }
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
