package io.refrain.runners.direct;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.refrain.cli.RunnerDefaults;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;

class DirectDefaultsTest {

  @Test
  void isFoundByTheCommandLine() {
    assertThat(
        ServiceLoader.load(RunnerDefaults.class).stream().map(p -> p.get().name()).toList(),
        contains("direct"));
  }

  @Test
  void checksOfEveryElementAreOff() {
    DirectOptions options = options().as(DirectOptions.class);

    assertThat(options.isEnforceImmutability(), is(false));
    assertThat(options.isEnforceEncodability(), is(false));
  }

  @Test
  void oneWorkerForEachCore() {
    assertThat(
        options().as(DirectOptions.class).getTargetParallelism(),
        equalTo(Runtime.getRuntime().availableProcessors()));
  }

  @Test
  void groupsByKey() {
    PipelineOptions options = options();
    assertThat(Pipeline.create(options).getOptions().getRunner(), equalTo(DirectRunner.class));
    Pipeline pipeline = Pipeline.create(options);
    PAssert.that(
            pipeline
                .apply(Create.of(KV.of("a", 1), KV.of("b", 2), KV.of("a", 3)))
                .apply(GroupByKey.create()))
        .satisfies(
            groups -> {
              int sum = 0;
              int count = 0;
              for (KV<String, Iterable<Integer>> group : groups) {
                count++;
                for (int value : group.getValue()) {
                  sum += value;
                }
              }
              assertThat(count, is(2));
              assertThat(sum, is(6));
              return null;
            });

    assertThat(pipeline.run().waitUntilFinish(), is(PipelineResult.State.DONE));
  }

  private static PipelineOptions options() {
    DirectDefaults defaults = new DirectDefaults();
    String[] arguments =
        Stream.concat(
                Stream.of("--runner=" + defaults.beamName()),
                Stream.of(defaults.defaultArguments()))
            .toArray(String[]::new);
    PipelineOptions options = PipelineOptionsFactory.fromArgs(arguments).create();
    defaults.adjust(options);
    return options;
  }
}
