package io.refrain.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** {@code ./src-test/benchmarks/run}: measures, prints a table, and writes it down if asked. */
final class Main {
  private Main() {}

  public static void main(String[] args) throws IOException, InterruptedException, SQLException {
    Settings settings;
    try {
      settings = Settings.parse(args, Settings.findRoot(Path.of("")));
    } catch (IllegalArgumentException e) {
      System.err.println("benchmarks: " + e.getMessage() + "\n\n" + Settings.USAGE);
      System.exit(2);
      return;
    }
    String busy = Machine.busy();
    List<Result> results = new Benchmark(settings, System.err).run();
    if (!results.stream().allMatch(Result::succeeded)) {
      System.out.print(Table.of(results));
      System.err.println("benchmarks: not every run succeeded; nothing was written down.");
      System.exit(1);
    }
    report("./src-test/benchmarks/run", args, settings, busy, Table.of(results));
  }

  /** Prints a table with how it came about, and writes both down if asked. */
  static void report(String script, String[] args, Settings settings, String busy, String table)
      throws IOException {
    String report =
        "\nMeasured by `"
            + script
            + " "
            + String.join(" ", args)
            + "` on "
            + Machine.describe()
            + "; medians of "
            + settings.rounds()
            + (settings.rounds() == 1 ? " round." : " rounds.")
            + busy
            + "\n\n"
            + table
            + "\n";
    System.out.print(report);
    if (settings.write().isPresent()) {
      Path readme = settings.root().resolve("src-test/benchmarks/README.md");
      ReadmeSection.write(readme, settings.write().get(), report);
      System.err.println("benchmarks: written to " + readme);
    }
  }
}
