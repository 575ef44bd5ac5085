package io.refrain.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs every contender through the phases, each on a table of its own that it made itself. After
 * each phase all tables must hold the same.
 */
final class LakeBenchmark {
  private static final Pattern READ =
      Pattern.compile("\"files_read\":([0-9]+),\"bytes_read\":([0-9]+)");

  private final LakeSettings settings;
  private final PrintStream progress;

  LakeBenchmark(LakeSettings settings, PrintStream progress) {
    this.settings = settings;
    this.progress = progress;
  }

  List<LakeResult> run() throws IOException, InterruptedException, SQLException {
    Files.createDirectories(settings.common().work());
    List<LakeResult> results = new ArrayList<>();
    for (long rows : settings.common().rows()) {
      results.addAll(runSize(rows, settings.ofSize(rows)));
    }
    return results;
  }

  private List<LakeResult> runSize(long rows, Settings common)
      throws IOException, InterruptedException, SQLException {
    Path csv = new Workplace(common, progress).input(rows);
    LakeDeliveries.make(csv, common.cores());
    Map<LakePhase, Map<String, LakeResult>> results = new LinkedHashMap<>();
    settings.phases().forEach(phase -> results.put(phase, new LinkedHashMap<>()));
    for (int round = 0; round < common.rounds(); round++) {
      Map<String, Path> places = emptyPlaces(common);
      for (LakePhase phase : settings.phases()) {
        for (int i = 0; i < places.size(); i++) {
          String name = common.contenders().get((round + i) % places.size());
          LakeResult result = runPhase(phase, name, rows, common, csv);
          results.get(phase).merge(name, result, LakeBenchmark::withRound);
        }
        String content = LakeContent.requireSame(places, common);
        progress.printf(
            Locale.ROOT, "%,d rows, %s: everybody left %s%n", rows, phase.shown(), content);
      }
      for (Path place : places.values()) {
        FileTree.delete(place);
      }
    }
    return results.values().stream().flatMap(byName -> byName.values().stream()).toList();
  }

  private static Map<String, Path> emptyPlaces(Settings common) throws IOException {
    Map<String, Path> places = new LinkedHashMap<>();
    for (String name : common.contenders()) {
      Path place = place(common, name);
      FileTree.delete(place);
      Files.createDirectories(place.getParent());
      if (LakeContenders.format(name).equals("iceberg")) {
        Files.createDirectory(place);
      }
      places.put(name, place);
    }
    return places;
  }

  private static Path place(Settings common, String name) {
    return common.work().resolve("lake").resolve(name);
  }

  private LakeResult runPhase(LakePhase phase, String name, long rows, Settings common, Path orders)
      throws IOException, InterruptedException {
    Path place = place(common, name);
    Path csv = phase.delivery(orders);
    Footprint before = Footprint.of(place);
    FileTree.readThrough(csv);
    Workplace work = new Workplace(common, progress);
    Measurement run =
        work.run(
            LakeContenders.named(name, common, phase, csv, place),
            String.format(Locale.ROOT, "%,d rows, %s", rows, phase.shown()));
    if (!run.succeeded()) {
      throw new IOException(name + " failed; the later phases need its table.");
    }
    Footprint written = Footprint.of(place).since(before);
    Matcher read = READ.matcher(Files.readString(work.log(name), StandardCharsets.UTF_8));
    boolean said = read.find();
    return new LakeResult(
        phase,
        new Result(rows, name, List.of(run), written.bytes()),
        written.files().size(),
        said ? read.group(1) : "",
        said ? Long.parseLong(read.group(2)) : -1);
  }

  private static LakeResult withRound(LakeResult before, LakeResult last) {
    List<Measurement> runs = new ArrayList<>(before.result().runs());
    runs.addAll(last.result().runs());
    Result result =
        new Result(
            last.result().rows(), last.result().contender(), runs, last.result().outputBytes());
    return new LakeResult(last.phase(), result, last.filesWritten(), last.read(), last.bytesRead());
  }
}
