package io.refrain.cli;

import io.refrain.core.Count;
import io.refrain.core.CountMetrics;
import io.refrain.core.Counts;
import io.refrain.core.MergeWork;
import io.refrain.pipelines.input.Delivery;
import io.refrain.pipelines.input.Origins;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;

/** Runs a pipeline to its end. */
final class Launch {
  private Launch() {}

  /** What the steps of a run counted, by Beam's metrics. */
  static Counts counts(PipelineResult result) {
    Map<String, Long> counters = counters(result);
    Counts counts = Counts.NONE;
    for (Count count : Count.values()) {
      counts = counts.with(count, counters.getOrDefault(count.key(), 0L));
    }
    return counts;
  }

  /** What a merge read, and would have written or has. */
  static MergeWork work(PipelineResult result) {
    Map<String, Long> counters = counters(result);
    return new MergeWork(
        counters.getOrDefault(CountMetrics.FILES_READ, 0L),
        counters.getOrDefault(CountMetrics.BYTES_READ, 0L),
        counters.getOrDefault(CountMetrics.FILES_REWRITTEN, 0L),
        0,
        0,
        0);
  }

  private static Map<String, Long> counters(PipelineResult result) {
    MetricsFilter ours =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.inNamespace(CountMetrics.NAMESPACE))
            .build();
    Map<String, Long> counters = new HashMap<>();
    for (MetricResult<Long> counter : result.metrics().queryMetrics(ours).getCounters()) {
      counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    return counters;
  }

  /**
   * Builds and runs.
   *
   * @throws Failures.RunFailed if it fails while it runs; the cause is the runner's
   */
  static PipelineResult run(
      String job, RunOptions run, Delivery delivery, Consumer<Pipeline> build, Report report) {
    PipelineOptions options = Runners.options(run.runner, run.beamOptions());
    boolean named = run.beamOptions().stream().anyMatch(option -> option.startsWith("--jobName="));
    return run(named ? options.getJobName() : job, options, delivery.origins(), build, report);
  }

  /** The same, of what has no delivery. */
  static PipelineResult run(
      String job,
      PipelineOptions options,
      Origins origins,
      Consumer<Pipeline> build,
      Report report) {
    options.setJobName(job.replaceAll("[^A-Za-z0-9]+", "-"));
    Pipeline pipeline = Pipeline.create(options);
    build.accept(pipeline);
    Progress progress = Progress.start(report);
    try {
      PipelineResult result = pipeline.run();
      PipelineResult.State state = result.waitUntilFinish();
      if (state != PipelineResult.State.DONE) {
        throw new IllegalStateException("The runner ended in state " + state);
      }
      return result;
    } catch (RuntimeException | Error e) {
      throw new Failures.RunFailed(e, origins);
    } finally {
      progress.close();
    }
  }
}
