package io.refrain.benchmarks.jdbc;

import io.refrain.cli.RunnerDefaults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** The runners, set up as the command line sets them up: the same for every contender. */
final class Runners {
  private Runners() {}

  /**
   * @param writers how many workers; 0 for what the runner takes by itself
   */
  static PipelineOptions options(String name, int writers) {
    RunnerDefaults runner =
        ServiceLoader.load(RunnerDefaults.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(r -> r.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("Unknown runner '" + name + "'"));
    List<String> arguments = new ArrayList<>(List.of("--runner=" + runner.beamName()));
    Arrays.stream(runner.defaultArguments())
        .filter(a -> writers == 0 || !a.startsWith("--targetParallelism="))
        .forEach(arguments::add);
    if (writers > 0) {
      arguments.add((name.equals("flink") ? "--parallelism=" : "--targetParallelism=") + writers);
    }
    PipelineOptions options =
        PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).create();
    runner.adjust(options);
    return options;
  }
}
