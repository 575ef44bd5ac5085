package io.refrain.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a command and measures it, on Linux.
 *
 * <p>A shell starts the command and waits for it. So the kernel adds up, in the shell's own {@code
 * /proc} entry, the CPU time of every process below that has ended, threads included: nothing is
 * sampled. Only the peak of memory is looked up while it runs; it is a high-water mark that the
 * kernel keeps, so that what can be missed is the growth in the last moment.
 *
 * <p>Source: proc(5), {@code stat} fields 16 and 17 (cutime, cstime), {@code status} VmHWM.
 */
final class MeasuredProcess {
  private static final long POLL_MS = 50;
  // Numbers of fields in proc(5), from 1.
  private static final int AFTER_NAME = 3;
  private static final int CHILD_USER_TICKS = 16;
  private static final int CHILD_SYSTEM_TICKS = 17;
  // USER_HZ: what the kernel counts in towards programs, on every architecture Java runs on.
  private static final double TICKS_PER_SECOND = 100;

  private MeasuredProcess() {}

  /**
   * @param log where output and errors go
   * @throws IOException if it cannot be started, or did not end in time; then it was killed
   */
  static Measurement run(
      List<String> command, Map<String, String> environment, Path log, Duration limit)
      throws IOException, InterruptedException {
    Path stat = Files.createTempFile("refrain-benchmark-", ".stat");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
              Stream.concat(
                      Stream.of(
                          "/bin/sh",
                          "-c",
                          "out=$1; shift; \"$@\"; code=$?; cat /proc/$$/stat >\"$out\"; exit $code",
                          "sh",
                          stat.toString()),
                      command.stream())
                  .toList());
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      long begun = System.nanoTime();
      Process process = builder.start();
      long peak = 0;
      while (!process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
        peak = Math.max(peak, peakOf(process));
        if (System.nanoTime() - begun > limit.toNanos()) {
          kill(process);
          throw new IOException(
              "Still running after " + limit + ", and killed: " + command + "; its log is " + log);
        }
      }
      double wall = (System.nanoTime() - begun) / 1e9;
      String text = Files.readString(stat, StandardCharsets.UTF_8);
      return new Measurement(process.exitValue(), wall, childSeconds(text), peak);
    } finally {
      Files.deleteIfExists(stat);
    }
  }

  /** The CPU seconds of a process's children, from its {@code stat}. */
  static double childSeconds(String stat) {
    // The second field is the name in brackets, which may hold anything: count from its end.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ", -1);
    return (Long.parseLong(fields[CHILD_USER_TICKS - AFTER_NAME])
            + Long.parseLong(fields[CHILD_SYSTEM_TICKS - AFTER_NAME]))
        / TICKS_PER_SECOND;
  }

  private static long peakOf(Process process) {
    return process.descendants().mapToLong(p -> peakOf(p.pid())).max().orElse(0);
  }

  private static long peakOf(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(MeasuredProcess::bytes)
          .sum();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // It has just ended.
    }
  }

  private static long bytes(String line) {
    String number = line.replaceAll("[^0-9]", "");
    if (!line.toLowerCase(Locale.ROOT).endsWith(" kb")) {
      throw new IllegalArgumentException("Not in kB: " + line);
    }
    return Long.parseLong(number) << 10;
  }

  private static void kill(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
