package io.refrain.runners.flink;

import io.refrain.cli.RunnerDefaults;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Beam's FlinkRunner: a Flink cluster inside this process, unless {@code --flinkMaster=host:port}
 * names another.
 *
 * <p>Elements are handed on as they are between steps of one task ({@code objectReuse}, {@code
 * fasterCopy}) rather than being encoded and decoded again: Beam forbids a step to change an
 * element, and none of ours does.
 *
 * <p>Bounded input runs on Flink's DataStream API. On the older DataSet API, which is Beam's
 * default, a step with several outputs writes all of them out once for each reader, which doubles
 * the work of a large job. In exchange the values of one group have to fit into memory: those of
 * our transforms are cut small enough; for a pipeline whose groups are not, {@code
 * --useDataStreamForBatch=false}.
 *
 * <p>For the embedded cluster, {@link FlinkSettings} decides on memory and slots; a {@code
 * --flinkConfDir} of the user's wins.
 */
public final class FlinkDefaults implements RunnerDefaults {
  private static final String EMBEDDED = "[local]";

  @Override
  public String name() {
    return "flink";
  }

  @Override
  public String beamName() {
    return "FlinkRunner";
  }

  @Override
  public String[] defaultArguments() {
    return new String[] {
      "--flinkMaster=" + EMBEDDED,
      "--objectReuse=true",
      "--fasterCopy=true",
      "--useDataStreamForBatch=true"
    };
  }

  @Override
  public void adjust(PipelineOptions options) {
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    boolean embedded = flink.getFlinkMaster().equals(EMBEDDED);
    // A cluster has its own default parallelism, and its own memory.
    if (embedded && flink.getParallelism() == -1) {
      flink.setParallelism(Runtime.getRuntime().availableProcessors());
    }
    if (flink.getFlinkConfDir() == null && System.getenv("FLINK_CONF_DIR") == null) {
      FlinkSettings settings =
          embedded
              ? FlinkSettings.ofEmbeddedCluster(
                  flink.getParallelism(), Runtime.getRuntime().maxMemory())
              : FlinkSettings.ofJob();
      flink.setFlinkConfDir(settings.writeTemporary().toString());
    }
  }
}
