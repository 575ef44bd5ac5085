package io.refrain.cli;

import org.apache.beam.sdk.options.PipelineOptions;

/**
 * What a runner's jar tells the command line about itself; found by {@link
 * java.util.ServiceLoader}.
 */
public interface RunnerDefaults {

  /** The name on the command line: {@code direct}, {@code flink}. */
  String name();

  /** The class name that Beam knows: {@code DirectRunner}. */
  String beamName();

  /**
   * Sets the options of the runner that suit this library. Called before the user's own options are
   * read, which win.
   */
  String[] defaultArguments();

  /** Adjusts what a plain argument cannot say. */
  default void adjust(PipelineOptions options) {}
}
