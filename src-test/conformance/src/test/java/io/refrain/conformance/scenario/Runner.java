package io.refrain.conformance.scenario;

import io.refrain.runners.flink.FlinkDefaults;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** A runner within this process. */
public enum Runner {
  DIRECT {
    @Override
    Pipeline pipeline() {
      return Pipeline.create(
          PipelineOptionsFactory.fromArgs("--runner=DirectRunner", "--targetParallelism=3")
              .create());
    }
  },
  FLINK {
    @Override
    Pipeline pipeline() {
      FlinkDefaults defaults = new FlinkDefaults();
      PipelineOptions options =
          PipelineOptionsFactory.fromArgs(
                  Stream.concat(
                          Stream.of("--runner=" + defaults.beamName(), "--parallelism=2"),
                          Arrays.stream(defaults.defaultArguments()))
                      .toArray(String[]::new))
              .create();
      defaults.adjust(options);
      return Pipeline.create(options);
    }
  };

  abstract Pipeline pipeline();
}
