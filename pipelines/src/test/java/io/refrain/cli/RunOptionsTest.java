package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RunOptionsTest {

  @CommandLine.Command(name = "outer")
  private static final class Outer {}

  @CommandLine.Command(name = "job")
  private static final class Job {
    @CommandLine.Mixin private RunOptions run;
  }

  @Test
  void whatTheCommandDoesNotKnowGoesToBeam() {
    RunOptions run = parse("--json", "--parallelism=3", "--runner=flink", "--tempLocation=/tmp/x");

    assertThat(run.beamOptions(), contains("--parallelism=3", "--tempLocation=/tmp/x"));
    assertThat(run.runner, equalTo("flink"));
  }

  @Test
  void nothingGoesToBeamIfThereIsNothing() {
    assertThat(parse("--json").beamOptions(), empty());
  }

  private static RunOptions parse(String... args) {
    Job job = new Job();
    CommandLine line = new CommandLine(new Outer()).addSubcommand("job", job);
    String[] all = new String[args.length + 1];
    all[0] = "job";
    System.arraycopy(args, 0, all, 1, args.length);
    line.parseArgs(all);
    return job.run;
  }
}
