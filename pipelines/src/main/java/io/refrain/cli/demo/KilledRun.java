package io.refrain.cli.demo;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A run in a process of its own, killed (as by {@code kill -9}) while it commits. */
final class KilledRun {
  private static final int TIMEOUT_SECONDS = 120;

  private KilledRun() {}

  /**
   * Starts a run and kills it as soon as files of its commit appear in their final place.
   *
   * @param mainClass the class whose main runs {@code arguments}
   * @return how many of the files were in place when it died
   */
  static long start(String mainClass, List<String> arguments, Path dataset)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(
        ProcessHandle.current()
            .info()
            .command()
            .orElse(System.getProperty("java.home") + "/bin/java"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add-") || flag.startsWith("-Dorg.slf4j"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    File log = Files.createTempFile(dataset.getParent(), "killed-run", ".log").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
      while (process.isAlive() && !hasPartition(dataset)) {
        if (System.nanoTime() > deadline) {
          throw new IOException("The run to be killed took more than " + TIMEOUT_SECONDS + " s");
        }
        Thread.onSpinWait();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return StoredParquet.in(dataset).files();
  }

  private static boolean hasPartition(Path dataset) throws IOException {
    if (!Files.isDirectory(dataset)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(dataset)) {
      return entries.anyMatch(entry -> entry.getFileName().toString().indexOf('=') > 0);
    }
  }
}
