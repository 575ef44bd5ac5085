package io.refrain.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * {@code ./src-test/benchmarks/lake/run}: measures, prints a table, and writes it down if asked.
 */
final class LakeMain {
  private LakeMain() {}

  public static void main(String[] args) throws IOException, InterruptedException, SQLException {
    LakeSettings settings;
    try {
      settings = LakeSettings.parse(args, Settings.findRoot(Path.of("")));
    } catch (IllegalArgumentException e) {
      System.err.println("benchmarks: " + e.getMessage() + "\n\n" + LakeSettings.USAGE);
      System.exit(2);
      return;
    }
    String busy = Machine.busy();
    List<LakeResult> results = new LakeBenchmark(settings, System.err).run();
    Main.report(
        "./src-test/benchmarks/lake/run", args, settings.common(), busy, LakeTable.of(results));
  }
}
