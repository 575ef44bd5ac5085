package io.refrain.runners.direct;

import io.refrain.cli.RunnerDefaults;

/**
 * Beam's DirectRunner, made fit for volume.
 *
 * <p>By default that runner encodes every element again to see whether a step changed it, and
 * decodes it to see whether it can be. Those checks belong into tests, where they stay on; here
 * they would cost more than the work itself.
 */
public final class DirectDefaults implements RunnerDefaults {

  @Override
  public String name() {
    return "direct";
  }

  @Override
  public String beamName() {
    return "DirectRunner";
  }

  @Override
  public String[] defaultArguments() {
    return new String[] {
      "--enforceImmutability=false",
      "--enforceEncodability=false",
      // One worker for each core; the runner itself starts at least three.
      "--targetParallelism=" + Runtime.getRuntime().availableProcessors()
    };
  }
}
