package io.refrain.core.testing;

import java.io.IOException;

/** Which call to a store fails, and how. Counts the calls of one process. */
final class FaultPlan {
  private final int failing;
  private final FaultMode mode;
  private final boolean forGood;
  private int calls;
  private String met;
  private boolean dead;

  FaultPlan(int failing, FaultMode mode) {
    this(failing, mode, false);
  }

  private FaultPlan(int failing, FaultMode mode, boolean forGood) {
    this.failing = failing;
    this.mode = mode;
    this.forGood = forGood;
  }

  /** A store that does not answer any more, from a call on. */
  static FaultPlan from(int failing) {
    return new FaultPlan(failing, FaultMode.FAULT_BEFORE, true);
  }

  /** One call to a store. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws IOException;
  }

  synchronized <T> T call(String name, Call<T> call) throws IOException {
    if (dead) {
      throw new SimulatedCrash(name + ", after the crash");
    }
    calls++;
    boolean fails = forGood ? calls >= failing : calls == failing;
    if (!fails) {
      return call.run();
    }
    met = met == null ? name : met;
    if (mode.after()) {
      call.run();
    }
    if (mode.crash()) {
      dead = true;
      throw new SimulatedCrash(name + ", call " + calls);
    }
    throw new IOException("simulated fault at " + name + ", call " + calls);
  }

  synchronized boolean met() {
    return met != null;
  }

  /** The first call that failed; null if none did. */
  synchronized String failedCall() {
    return met;
  }

  synchronized boolean dead() {
    return dead;
  }
}
