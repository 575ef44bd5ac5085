package io.refrain.testkit.inject;

/** A fault made by the test kit, on purpose. */
public final class InjectedFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InjectedFault(String message) {
    super(message);
  }
}
