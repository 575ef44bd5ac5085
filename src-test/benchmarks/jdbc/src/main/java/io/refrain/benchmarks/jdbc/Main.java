package io.refrain.benchmarks.jdbc;

import io.refrain.benchmarks.Machine;
import io.refrain.benchmarks.ReadmeSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * {@code ./src-test/benchmarks/jdbc/run}: measures, prints a table, and writes it down if asked.
 */
final class Main {
  private static final Path README = Path.of("src-test/benchmarks/README.md");

  private Main() {}

  public static void main(String[] args) throws IOException, SQLException {
    Settings settings;
    try {
      settings = Settings.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("benchmarks: " + e.getMessage() + "\n\n" + Settings.USAGE);
      System.exit(2);
      return;
    }
    String busy = Machine.busy();
    try (Server server = settings.start()) {
      List<Measured> measured = new Benchmark(settings, server, System.err).run();
      String report =
          "\nMeasured by `./src-test/benchmarks/jdbc/run "
              + String.join(" ", args)
              + "` with "
              + server.describe()
              + " on "
              + Machine.describe()
              + "; "
              + settings.rows()
              + " rows, medians of "
              + settings.rounds()
              + (settings.rounds() == 1 ? " round." : " rounds.")
              + busy
              + "\n\n"
              + new Report(measured).table()
              + "\n";
      System.out.print(report);
      if (settings.write().isPresent() && Files.exists(README)) {
        ReadmeSection.write(README, settings.write().get(), report);
      }
    }
    // Runners leave threads behind.
    System.exit(0);
  }
}
