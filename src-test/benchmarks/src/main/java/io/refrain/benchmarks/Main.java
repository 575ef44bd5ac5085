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
    String report =
        "\nMeasured by `./src-test/benchmarks/run "
            + String.join(" ", args)
            + "` on "
            + Machine.describe()
            + "; medians of "
            + settings.rounds()
            + (settings.rounds() == 1 ? " round." : " rounds.")
            + busy
            + "\n\n"
            + Table.of(results)
            + "\n";
    System.out.print(report);
    if (!results.stream().allMatch(Result::succeeded)) {
      System.err.println("benchmarks: not every run succeeded; nothing was written down.");
      System.exit(1);
    }
    if (settings.write().isPresent()) {
      Path readme = settings.root().resolve("src-test/benchmarks/README.md");
      ReadmeSection.write(readme, settings.write().get(), report);
      System.err.println("benchmarks: written to " + readme);
    }
  }
}
