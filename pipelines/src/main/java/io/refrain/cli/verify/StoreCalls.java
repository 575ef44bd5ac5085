package io.refrain.cli.verify;

import io.refrain.testkit.inject.Faults;
import io.refrain.testkit.inject.InjectedFault;
import java.io.IOException;
import java.util.concurrent.Callable;

/** The calls of one open store that take effect: they can fail, and those of a dead run all do. */
final class StoreCalls {
  private static final String POINT = "stage or commit";

  private final Faults faults;
  private InjectedFault death;

  StoreCalls(Faults faults) {
    this.faults = faults;
  }

  /** Something that takes effect. */
  <R> R effect(Callable<R> effect) throws IOException {
    checkAlive();
    try {
      return faults.call(POINT, effect);
    } catch (InjectedFault fault) {
      if (fault.isOfDeadRun()) {
        death = fault;
        throw fault;
      }
      throw new IOException(fault.getMessage(), fault);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  boolean isAlive() {
    return death == null;
  }

  /** Nothing is asked by the dead. */
  void checkAlive() {
    if (death != null) {
      throw death;
    }
  }
}
