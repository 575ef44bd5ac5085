package io.refrain.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where contenders work: makes their input, runs them, and keeps their logs. */
final class Workplace {
  static final Duration LIMIT = Duration.ofMinutes(20);
  private static final int LOG_LINES = 20;

  private final Settings settings;
  private final PrintStream progress;

  Workplace(Settings settings, PrintStream progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** Where the log of a contender's last run is. */
  Path log(String contender) {
    return settings.work().resolve(contender + ".log");
  }

  /**
   * Runs one, and tells what it took, or the end of its log if it failed.
   *
   * @param job what it does, for that message
   */
  Measurement run(Contender contender, String job) throws IOException, InterruptedException {
    Path log = log(contender.name());
    Measurement run = MeasuredProcess.run(contender.command(), contender.environment(), log, LIMIT);
    progress.printf(
        Locale.ROOT,
        "%s, %s: %.1f s, CPU %.1f s, peak %.0f MB%s%n",
        job,
        contender.name(),
        run.wallSeconds(),
        run.cpuSeconds(),
        run.peakBytes() / 1e6,
        run.succeeded() ? "" : ", FAILED with exit code " + run.exitCode() + "; " + log + " ends:");
    if (!run.succeeded()) {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()).forEach(progress::println);
    }
    return run;
  }

  /** The input of a size: made once, by the command that everybody can use. */
  Path input(long rows) throws IOException, InterruptedException {
    Path directory =
        settings
            .work()
            .resolve("input-" + rows + "-" + settings.days() + "-" + settings.duplicates());
    Path csv = directory.resolve("orders.csv");
    Path done = directory.resolve("done");
    if (!Files.exists(done)) {
      List<String> command =
          List.of(
              settings.root().resolve("refrain").toString(),
              "generate",
              "--output=" + directory,
              "--rows=" + rows,
              "--days=" + settings.days(),
              "--duplicates=" + settings.duplicates());
      Path log = settings.work().resolve("generate.log");
      if (!MeasuredProcess.run(command, Map.of(), log, LIMIT).succeeded()) {
        throw new IOException("No input: " + command + " failed; its log is " + log);
      }
      Files.createFile(done);
    }
    return csv;
  }
}
