package io.refrain.cli;

import io.refrain.pipelines.input.RowsRead;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Says on standard error, every few seconds, that a long run goes on. */
final class Progress implements AutoCloseable {
  private static final int EVERY_SECONDS = 10;

  private final ScheduledExecutorService timer;
  private final ScheduledFuture<?> lines;

  private Progress(ScheduledExecutorService timer, ScheduledFuture<?> lines) {
    this.timer = timer;
    this.lines = lines;
  }

  static Progress start(Report report) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "progress");
              thread.setDaemon(true);
              return thread;
            });
    ScheduledFuture<?> lines =
        timer.scheduleAtFixedRate(
            () -> report.progress(line(report.seconds())),
            EVERY_SECONDS,
            EVERY_SECONDS,
            TimeUnit.SECONDS);
    return new Progress(timer, lines);
  }

  private static String line(double seconds) {
    long rows = RowsRead.inThisProcess();
    String read = rows == 0 ? "" : String.format(Locale.ROOT, ", %,d rows read here", rows);
    return String.format(Locale.ROOT, "refrain: running for %.0f s%s", seconds, read);
  }

  @Override
  public void close() {
    lines.cancel(true);
    timer.shutdownNow();
  }
}
