package io.refrain.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.sameInstance;

import io.refrain.cli.RunnerDefaults;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.values.KV;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlinkDefaultsTest {

  @Test
  void isFoundByTheCommandLine() {
    assertThat(
        ServiceLoader.load(RunnerDefaults.class).stream().map(p -> p.get().name()).toList(),
        contains("flink"));
  }

  @Test
  void anEmbeddedClusterTalksByClassesOfTheClassPath() {
    RpcSystem system = RpcSystem.load();

    assertThat(system.getClass().getClassLoader(), sameInstance(getClass().getClassLoader()));
  }

  @Test
  void anEmbeddedClusterHasOneSlotForEachCoreAndMemorySettings() {
    FlinkPipelineOptions options = options();

    assertThat(options.getFlinkMaster(), equalTo("[local]"));
    assertThat(options.getParallelism(), equalTo(Runtime.getRuntime().availableProcessors()));
    assertThat(options.getObjectReuse(), is(true));
    assertThat(options.getFasterCopy(), is(true));
    assertThat(options.getUseDataStreamForBatch(), is(true));
    assertThat(options.getFlinkConfDir(), notNullValue());
  }

  @Test
  void aRealClusterKeepsItsOwnParallelismAndMemory() {
    FlinkPipelineOptions options = options("--flinkMaster=flink.example:8081");

    assertThat(options.getParallelism(), equalTo(-1));
    assertThat(
        GlobalConfiguration.loadConfiguration(options.getFlinkConfDir()).toMap(),
        equalTo(FlinkSettings.ofJob().values()));
  }

  @Test
  void whatTheUserChoosesWins() {
    FlinkPipelineOptions options = options("--parallelism=3", "--flinkConfDir=/etc/flink");

    assertThat(options.getParallelism(), equalTo(3));
    assertThat(options.getFlinkConfDir(), equalTo("/etc/flink"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void groupsByKeyOnTheEmbeddedCluster(String dataStream) {
    Pipeline pipeline = Pipeline.create(options("--useDataStreamForBatch=" + dataStream));
    assertThat(pipeline.getOptions().getRunner(), equalTo(FlinkRunner.class));
    PAssert.that(
            pipeline
                .apply(Create.of(KV.of("a", 1), KV.of("b", 2), KV.of("a", 3)))
                .apply(GroupByKey.create())
                .apply(Count.globally()))
        .containsInAnyOrder(List.of(2L));

    assertThat(pipeline.run().waitUntilFinish(), is(PipelineResult.State.DONE));
  }

  private static FlinkPipelineOptions options(String... user) {
    FlinkDefaults defaults = new FlinkDefaults();
    List<String> names = Stream.of(user).map(FlinkDefaultsTest::name).toList();
    String[] arguments =
        Stream.of(
                Stream.of("--runner=" + defaults.beamName()),
                Stream.of(defaults.defaultArguments()).filter(a -> !names.contains(name(a))),
                Stream.of(user))
            .flatMap(part -> part)
            .toArray(String[]::new);
    PipelineOptions options = PipelineOptionsFactory.fromArgs(arguments).create();
    defaults.adjust(options);
    return options.as(FlinkPipelineOptions.class);
  }

  private static String name(String argument) {
    return argument.substring(0, argument.indexOf('='));
  }
}
