package io.refrain.testkit.inject;

import io.refrain.testkit.inject.PlannedFault.Moment;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One run, as its workers find it: by an identity that no other JVM has.
 *
 * <p>A run that crashed stays registered, so that workers which the runner left behind stay dead.
 */
public final class RunningRun implements AutoCloseable {
  private static final Map<String, RunningRun> RUNS = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final FaultState state;
  private final Hold hold;
  private volatile boolean crashed;
  private volatile boolean seen;

  private RunningRun(FaultState state, Hold hold) {
    this.state = state;
    this.hold = hold;
  }

  /** Registers a run. */
  public static RunningRun start(FaultState state, Hold hold) {
    RunningRun run = new RunningRun(state, hold);
    RUNS.put(run.id, run);
    return run;
  }

  /** What its workers call it. */
  public String id() {
    return id;
  }

  /** Whether a worker of it has been seen in this process. */
  public boolean isSeen() {
    return seen;
  }

  @Override
  public void close() {
    if (!crashed) {
      RUNS.remove(id);
    }
  }

  /** Says that a worker of this run is in this process. */
  public static void saw(String id) {
    RunningRun run = RUNS.get(id);
    if (run != null) {
      run.seen = true;
    }
  }

  /** Comes to a point; the number of the arrival, or 0 for a run that is not of this process. */
  static int enter(String id, FaultPoint point) {
    RunningRun run = RUNS.get(id);
    if (run == null) {
      return 0;
    }
    run.seen = true;
    run.checkAlive();
    if (point.isAheadOfTheWrite()) {
      try {
        run.hold.at(point);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InjectedFault("Interrupted at '" + point.name() + "'.", false);
      }
    }
    int arrival = run.state.count(point);
    run.strike(point, arrival, Moment.BEFORE);
    return arrival;
  }

  /** Leaves a point, with what arrived there in effect. */
  static void leave(String id, FaultPoint point, int arrival) {
    RunningRun run = RUNS.get(id);
    if (run != null) {
      run.strike(point, arrival, Moment.AFTER);
    }
  }

  /** Nothing that comes from a dead run takes effect. */
  static void checkAlive(String id) {
    RunningRun run = RUNS.get(id);
    if (run != null) {
      run.checkAlive();
    }
  }

  private void checkAlive() {
    if (crashed) {
      throw new InjectedFault(state.message() + " This run is dead.", true);
    }
  }

  private void strike(FaultPoint point, int arrival, Moment moment) {
    if (state.strikes(point, arrival, moment)) {
      crashed = state.isCrash();
      throw new InjectedFault(state.message(), crashed);
    }
  }
}
