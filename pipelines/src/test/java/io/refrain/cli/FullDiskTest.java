package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that takes no more while a run stages: a process of its own whose files may not grow
 * beyond a limit ({@code ulimit -f}). Filling a real file system would need one to be mounted.
 */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
  // Libraries unpack their native code, so the limit must be above the size of that.
  private static final int LIMIT_KB = 4096;
  private static final int ROWS = 40_000;

  @TempDir private Path dir;

  @Test
  void aRunThatCannotStageChangesNothingAndWorksOnceThereIsSpace() throws Exception {
    Path target = dir.resolve("orders");
    Path small = Files.writeString(dir.resolve("small.csv"), "id,day,v,note\n1,2024-03-15,1,a\n");
    Refrain.replace(small, target).run().isDone();
    Map<String, String> before = new Dataset(target).contents();
    Refrain large = Refrain.replace(incompressible(), target);

    Path err = dir.resolve("err");
    int code = runWithLimit(large, err);

    String message = Files.readString(err);
    assertThat(message, code, is(ExitCode.FAILURE));
    assertThat(message, containsString("refrain: failed: Cannot stage rows of day=2024-03-15 in "));
    assertThat(message, containsString("File too large"));
    assertThat(message, containsString("Nothing was committed: the data is as it was."));
    assertThat(message, not(containsString("\tat ")));
    assertThat(new Dataset(target).contents(), is(before));

    large.run().isDone();
    assertThat(new Dataset(target).rows("count(*), min(id)"), contains(ROWS + "|1"));
  }

  private Path incompressible() throws IOException {
    Random random = new Random(20240315);
    Path file = dir.resolve("large.csv");
    StringBuilder note = new StringBuilder();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("id,day,v,note\n");
      for (int id = 1; id <= ROWS; id++) {
        note.setLength(0);
        for (int i = 0; i < 200; i++) {
          note.append((char) ('0' + random.nextInt(64)));
        }
        out.write(id + ",2024-03-15,1," + note + "\n");
      }
    }
    return file;
  }

  private int runWithLimit(Refrain run, Path err) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                "ulimit -f " + LIMIT_KB + "; exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(run.arguments());
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dir.resolve("out").toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat("ended", process.waitFor(120, TimeUnit.SECONDS), is(true));
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
