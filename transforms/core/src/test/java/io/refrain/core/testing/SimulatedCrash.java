package io.refrain.core.testing;

/** The process ends here: an error that no code may catch. */
public final class SimulatedCrash extends Error {
  private static final long serialVersionUID = 1L;

  public SimulatedCrash(String call) {
    super("simulated crash at " + call);
  }
}
