package io.refrain.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs every contender in every round, at every size, and checks what it wrote each time.
 *
 * <p>Each run begins with an empty directory and with the input in the page cache. The rounds take
 * turns, and each begins with another contender, so that whatever else the machine does falls on
 * all alike.
 */
final class Benchmark {
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final int LOG_LINES = 20;

  private final Settings settings;
  private final PrintStream progress;

  Benchmark(Settings settings, PrintStream progress) {
    this.settings = settings;
    this.progress = progress;
  }

  List<Result> run() throws IOException, InterruptedException, SQLException {
    Files.createDirectories(settings.work());
    List<Result> results = new ArrayList<>();
    for (long rows : settings.rows()) {
      results.addAll(runSize(rows));
    }
    return results;
  }

  private List<Result> runSize(long rows) throws IOException, InterruptedException, SQLException {
    Path csv = input(rows);
    Map<String, List<Measurement>> runs = new LinkedHashMap<>();
    Map<String, Long> outputBytes = new LinkedHashMap<>();
    settings.contenders().forEach(name -> runs.put(name, new ArrayList<>()));
    Content expected = null;
    for (int round = 0; round < settings.rounds(); round++) {
      for (int i = 0; i < settings.contenders().size(); i++) {
        String name = settings.contenders().get((round + i) % settings.contenders().size());
        Path dataset = settings.work().resolve("output").resolve(name);
        delete(dataset);
        Files.createDirectories(dataset.getParent());
        readThrough(csv);
        Measurement run = run(Contenders.named(name, settings, csv, dataset), rows);
        runs.get(name).add(run);
        if (run.succeeded()) {
          Content content = Content.of(dataset, settings.cores());
          expected = expected == null ? content : expected;
          requireSame(expected, content, name);
          outputBytes.put(name, parquetBytes(dataset));
        }
        delete(dataset);
      }
    }
    progress.printf(Locale.ROOT, "%,d rows in: everybody made %s%n", rows, expected);
    return runs.entrySet().stream()
        .map(
            e ->
                new Result(
                    rows, e.getKey(), e.getValue(), outputBytes.getOrDefault(e.getKey(), 0L)))
        .toList();
  }

  private Measurement run(Contender contender, long rows) throws IOException, InterruptedException {
    Path log = settings.work().resolve(contender.name() + ".log");
    Measurement run = MeasuredProcess.run(contender.command(), contender.environment(), log, LIMIT);
    progress.printf(
        Locale.ROOT,
        "%,d rows, %s: %.1f s, CPU %.1f s, peak %.0f MB%s%n",
        rows,
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

  private static void requireSame(Content expected, Content content, String name) {
    if (!content.equals(expected)) {
      throw new IllegalStateException(
          name + " made other content than the first contender: " + content + ", not " + expected);
    }
    if (content.rows() != content.keys()) {
      throw new IllegalStateException(name + " left keys more than once: " + content);
    }
  }

  /** The input of a size: made once, by the command that everybody can use. */
  private Path input(long rows) throws IOException, InterruptedException {
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

  private static void readThrough(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static long parquetBytes(Path dataset) throws IOException {
    try (Stream<Path> files = Files.walk(dataset)) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
