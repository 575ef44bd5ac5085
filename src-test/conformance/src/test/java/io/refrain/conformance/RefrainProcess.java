package io.refrain.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The command line as a process of its own, which can be killed as {@code kill -9} does. */
final class RefrainProcess {
  private static final long TIMEOUT_SECONDS = 180;
  // What the launcher passes for Flink on Java 17.
  private static final List<String> OPENS =
      List.of(
          "java.lang",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.text",
          "java.time",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.util.concurrent.locks",
          "sun.nio.ch");

  /**
   * How a process ended.
   *
   * @param code its exit code
   * @param out its standard output
   * @param err its standard error
   */
  record Ended(int code, String out, String err) {}

  private final Process process;
  private final Path out;
  private final Path err;

  private RefrainProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static RefrainProcess start(Path directory, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx700m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    OPENS.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    for (String place : List.of("user.timezone", "user.language", "user.country")) {
      command.add("-D" + place + "=" + System.getProperty(place));
    }
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.refrain.cli.Main"));
    command.addAll(arguments);
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new RefrainProcess(process, out, err);
  }

  static Ended run(Path directory, List<String> arguments) throws Exception {
    return start(directory, arguments).await();
  }

  Ended await() throws Exception {
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("took more than " + TIMEOUT_SECONDS + " s: " + read(err));
    }
    return new Ended(process.exitValue(), read(out), read(err));
  }

  /**
   * Kills it at once when something has happened.
   *
   * @return whether it was still running then
   */
  boolean killWhen(BooleanSupplier happened) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (process.isAlive() && !happened.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("nothing happened in " + TIMEOUT_SECONDS + " s: " + read(err));
      }
      Thread.onSpinWait();
    }
    boolean running = process.isAlive();
    process.destroyForcibly().waitFor();
    return running;
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
