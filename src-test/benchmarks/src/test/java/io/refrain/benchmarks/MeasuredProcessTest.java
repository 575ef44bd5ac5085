package io.refrain.benchmarks;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class MeasuredProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void cpuTimeOfGrandchildrenCounts() throws Exception {
    // A loop in a shell below a shell: about a million steps take far more than a tick.
    String loop = "i=0; while [ $i -lt 1000000 ]; do i=$((i+1)); done";

    Measurement run = run("sh", "-c", "sh -c '" + loop + "'; exit 0");

    assertThat(run.cpuSeconds(), greaterThan(0.05));
    assertThat(run.exitCode(), equalTo(0));
  }

  @Test
  void waitingIsWallTimeAndNoCpuTime() throws Exception {
    Measurement run = run("sleep", "0.5");

    assertThat(run.wallSeconds(), greaterThan(0.49));
    assertThat(run.cpuSeconds(), lessThan(0.2));
  }

  @Test
  void exitCodeAndOutputAreTheCommands() throws Exception {
    Measurement run = run("sh", "-c", "echo out; echo err >&2; exit 7");

    assertThat(run.exitCode(), equalTo(7));
    assertThat(Files.readString(log()), equalTo("out\nerr\n"));
  }

  @Test
  void environmentReachesTheCommand() throws Exception {
    MeasuredProcess.run(
        List.of("sh", "-c", "echo $GREETING"), Map.of("GREETING", "hello"), log(), LIMIT);

    assertThat(Files.readString(log()), equalTo("hello\n"));
  }

  @Test
  void peakOfMemoryIsTheGreatestProcess() throws Exception {
    // dd holds one block of this size in memory, and is busy with it for a while.
    Measurement run =
        run("sh", "-c", "dd if=/dev/zero bs=64M count=40 of=/dev/null 2>/dev/null; exit 0");

    assertThat(run.peakBytes(), greaterThan(60L << 20));
  }

  @Test
  void aCommandThatNeverEndsIsKilled() {
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                MeasuredProcess.run(
                    List.of("sleep", "600"), Map.of(), log(), Duration.ofMillis(300)));

    assertThat(failure.getMessage(), containsString("Still running after PT0.3S, and killed"));
  }

  @Test
  void childTimesAreFoundBehindAnyName() {
    String stat = "17 (a) b) c) S 1 17 17 0 -1 4194560 100 200 0 0 3 4 250 50 20 0 1 0 99";

    assertThat(MeasuredProcess.childSeconds(stat), closeTo(3.0, 1e-9));
  }

  private Measurement run(String... command) throws IOException, InterruptedException {
    return MeasuredProcess.run(List.of(command), Map.of(), log(), LIMIT);
  }

  private Path log() {
    return directory.resolve("log");
  }
}
