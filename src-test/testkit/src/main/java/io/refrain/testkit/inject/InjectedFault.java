package io.refrain.testkit.inject;

/** A fault made by the test kit, on purpose. */
public final class InjectedFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean dead;

  InjectedFault(String message, boolean dead) {
    super(message);
    this.dead = dead;
  }

  /** Whether the run is dead from then on, so that nothing it still does may take effect. */
  public boolean isOfDeadRun() {
    return dead;
  }
}
