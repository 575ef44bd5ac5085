package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Rehearsal.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        args);
  }

  @Test
  void commandsRunOneAfterAnother() {
    assertThat(run("--version", "--then", "help", "merge"), is(ExitCode.DONE));
    assertThat(
        out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow(),
        containsString("refrain "));
    assertThat(out.toString(StandardCharsets.UTF_8), containsString("Merges a delivery"));
  }

  @Test
  void theFirstThatFailsIsTheLast() {
    assertThat(run("merge", "--then", "--version"), is(ExitCode.USAGE));
    assertThat(out.toString(StandardCharsets.UTF_8), is(""));
    assertThat(err.toString(StandardCharsets.UTF_8), containsString("--target"));
  }
}
