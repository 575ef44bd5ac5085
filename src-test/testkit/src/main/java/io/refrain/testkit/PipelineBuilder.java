package io.refrain.testkit;

/** Builds the pipeline of one run, and does not run it. */
@FunctionalInterface
public interface PipelineBuilder {
  /** Applies the transforms of the pipeline to {@code run.pipeline()}. */
  void build(Run run) throws Exception;
}
