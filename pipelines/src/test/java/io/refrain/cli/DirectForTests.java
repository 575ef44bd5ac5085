package io.refrain.cli;

/** DirectRunner as it is, with its checks of every element on. */
public final class DirectForTests implements RunnerDefaults {
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
    return new String[] {"--targetParallelism=2"};
  }
}
