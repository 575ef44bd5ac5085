package io.refrain.core.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Pipelines of tests, on the direct runner with all its checks on. */
public final class Pipelines {
  private Pipelines() {}

  /** A pipeline. */
  public static Pipeline create() {
    return create(3);
  }

  /**
   * A pipeline of more or less parallelism.
   *
   * @param parallelism how many bundles are worked on at once, and into how many input is split
   */
  public static Pipeline create(int parallelism) {
    DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(parallelism);
    return Pipeline.create(options);
  }

  /** Runs a pipeline that must fail, and gives the reason that the library named. */
  public static RefrainException failure(Pipeline pipeline) {
    RuntimeException e =
        assertThrows(RuntimeException.class, () -> pipeline.run().waitUntilFinish());
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof RefrainException refrain) {
        return refrain;
      }
    }
    throw e;
  }
}
