package io.refrain.core.testing;

/** How a call to a store fails. */
public enum FaultMode {
  /** It does nothing and reports a fault; the process goes on. */
  FAULT_BEFORE,
  /** It takes effect, but its answer is lost; the process goes on. */
  FAULT_AFTER,
  /** The process ends before it. */
  CRASH_BEFORE,
  /** The process ends after it. */
  CRASH_AFTER;

  boolean after() {
    return this == FAULT_AFTER || this == CRASH_AFTER;
  }

  boolean crash() {
    return this == CRASH_BEFORE || this == CRASH_AFTER;
  }
}
