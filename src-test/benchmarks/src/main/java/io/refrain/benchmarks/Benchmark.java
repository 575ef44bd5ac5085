package io.refrain.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs every contender in every round, at every size, and checks what it wrote each time.
 *
 * <p>Each run begins with an empty directory and with the input in the page cache. The rounds take
 * turns, and each begins with another contender, so that whatever else the machine does falls on
 * all alike.
 */
final class Benchmark {
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
    Path csv = new Workplace(settings, progress).input(rows);
    Map<String, List<Measurement>> runs = new LinkedHashMap<>();
    Map<String, Long> outputBytes = new LinkedHashMap<>();
    settings.contenders().forEach(name -> runs.put(name, new ArrayList<>()));
    Content expected = null;
    for (int round = 0; round < settings.rounds(); round++) {
      for (int i = 0; i < settings.contenders().size(); i++) {
        String name = settings.contenders().get((round + i) % settings.contenders().size());
        Path dataset = settings.work().resolve("output").resolve(name);
        FileTree.delete(dataset);
        Files.createDirectories(dataset.getParent());
        FileTree.readThrough(csv);
        Measurement run =
            new Workplace(settings, progress)
                .run(Contenders.named(name, settings, csv, dataset), rows + " rows");
        runs.get(name).add(run);
        if (run.succeeded()) {
          Content content = Content.of(dataset, settings.cores());
          expected = expected == null ? content : expected;
          requireSame(expected, content, name);
          outputBytes.put(name, FileTree.parquetBytes(dataset));
        }
        FileTree.delete(dataset);
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

  private static void requireSame(Content expected, Content content, String name) {
    if (!content.equals(expected)) {
      throw new IllegalStateException(
          name + " made other content than the first contender: " + content + ", not " + expected);
    }
    if (content.rows() != content.keys()) {
      throw new IllegalStateException(name + " left keys more than once: " + content);
    }
  }
}
