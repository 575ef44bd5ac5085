package io.refrain.benchmarks.jdbc;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;

/**
 * Runs the phases of every contender, on every runner, round by round, and checks that all leave
 * the same content behind. Rounds begin with another contender each, so that whatever else the
 * machine does falls on all alike.
 */
final class Benchmark {
  private static final double NANOS = 1e9;

  private final Settings settings;
  private final Server server;
  private final PrintStream progress;
  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  Benchmark(Settings settings, Server server, PrintStream progress) {
    this.settings = settings;
    this.server = server;
    this.progress = progress;
  }

  List<Measured> run() throws SQLException, IOException {
    if (settings.warmUp() > 0) {
      progress.println("warming up");
      round(0, settings.warmUp());
    }
    List<Measured> all = new ArrayList<>();
    for (int round = 0; round < settings.rounds(); round++) {
      all.addAll(round(round, settings.rows()));
    }
    return all;
  }

  private List<Measured> round(int round, long rows) throws SQLException, IOException {
    List<Measured> measured = new ArrayList<>();
    Map<Phase, String> expected = new EnumMap<>(Phase.class);
    for (String runner : settings.runners()) {
      for (int i = 0; i < settings.contenders().size(); i++) {
        int turn = (round + i) % settings.contenders().size();
        Contender contender = Contenders.named(settings.contenders().get(turn));
        if (!contender.canUse(server.database())) {
          continue;
        }
        server.createTable();
        for (Phase phase : contender.phases()) {
          measured.add(measure(runner, phase, contender, rows));
          String content = server.content();
          String first = expected.putIfAbsent(phase, content);
          if (first != null && !first.equals(content)) {
            throw new IllegalStateException(
                contender.name() + " left other content: " + content + ", not " + first);
          }
        }
      }
    }
    return measured;
  }

  private Measured measure(String runner, Phase phase, Contender contender, long rows)
      throws SQLException, IOException {
    Pipeline pipeline = Pipeline.create(Runners.options(runner, phase.writers()));
    contender.write(pipeline.apply("Orders", new Orders(rows, phase)), phase, server);
    server.settle();
    System.gc();
    long log = server.logBytes();
    long deadlocks = server.deadlocks();
    double cpu = cpuSeconds();
    long begun = System.nanoTime();
    PipelineResult.State state = pipeline.run().waitUntilFinish();
    double wall = (System.nanoTime() - begun) / NANOS;
    if (state != PipelineResult.State.DONE) {
      throw new IllegalStateException(contender.name() + " ended as " + state);
    }
    Measured measured =
        new Measured(
            runner,
            phase,
            contender.name(),
            phase.rowsOf(rows),
            wall,
            cpuSeconds() - cpu,
            server.logBytes() - log,
            server.deadlocks() - deadlocks);
    progress.printf(
        Locale.ROOT,
        "%s, %s, %s: %.2f s, CPU %.2f s, log %.1f MB, %d deadlocks%n",
        runner,
        phase.title(),
        contender.name(),
        wall,
        measured.cpuSeconds(),
        measured.logBytes() / 1e6,
        measured.deadlocks());
    return measured;
  }

  private double cpuSeconds() throws SQLException, IOException {
    return process.getProcessCpuTime() / NANOS + server.cpuSeconds();
  }
}
