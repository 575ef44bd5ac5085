package io.refrain.core.testing;

import io.refrain.core.RefrainException;
import io.refrain.core.store.ReplaceTarget;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.beam.sdk.values.Row;

/**
 * Proves that a run can fail at any call to its store, and a second run mends it: fails call 1, 2,
 * 3 and so on, each on a fresh target, in every {@link FaultMode}, until a run meets no fault.
 *
 * <p>After each fault readers must see the content of before the run or that of after it, nothing
 * between. Then the run is tried again, under the same epoch and in another turn under a new one,
 * and must end with the content of a run that met no fault.
 */
public final class CrashLoop {
  private static final int TOO_MANY = 5_000;
  private static final long EPOCH = 100;

  private final Supplier<? extends ReplaceTarget> fresh;
  private final Function<ReplaceTarget, List<Row>> content;
  private final List<FaultMode> modes;
  private final List<Long> secondEpochs;

  /**
   * @param fresh makes a target; each call a new one with the same content
   * @param content what readers of a target see
   */
  public CrashLoop(
      Supplier<? extends ReplaceTarget> fresh, Function<ReplaceTarget, List<Row>> content) {
    this(fresh, content, List.of(FaultMode.values()), List.of(EPOCH, EPOCH + 1));
  }

  private CrashLoop(
      Supplier<? extends ReplaceTarget> fresh,
      Function<ReplaceTarget, List<Row>> content,
      List<FaultMode> modes,
      List<Long> secondEpochs) {
    this.fresh = fresh;
    this.content = content;
    this.modes = modes;
    this.secondEpochs = secondEpochs;
  }

  /** A shorter loop, for scenarios that take long: in these modes only, and then the same epoch. */
  public CrashLoop only(FaultMode... chosen) {
    return new CrashLoop(fresh, content, List.of(chosen), List.of(EPOCH));
  }

  /** What is run, and run again. */
  @FunctionalInterface
  public interface Scenario {
    /**
     * Runs to the end, and throws if it is not in effect then.
     *
     * @param epoch the run's
     */
    void run(ReplaceTarget target, long epoch) throws Exception;
  }

  /**
   * Runs it all.
   *
   * @return how many runs met a fault
   * @throws AssertionError if the content differs after any of them
   */
  public int prove(Scenario scenario) throws Exception {
    ReplaceTarget calm = fresh.get();
    List<String> before = Orders.text(content.apply(calm));
    scenario.run(calm, EPOCH);
    List<String> after = Orders.text(content.apply(calm));
    int faults = 0;
    for (FaultMode mode : modes) {
      for (long secondEpoch : secondEpochs) {
        for (int k = 1; ; k++) {
          if (k > TOO_MANY) {
            throw new AssertionError("more than " + TOO_MANY + " calls to the store");
          }
          String where = mode + " at call " + k + ", then epoch " + secondEpoch;
          ReplaceTarget target = fresh.get();
          FaultyTarget faulty = FaultyTarget.failing(target, k, mode);
          boolean succeeded = survives(scenario, faulty);
          List<String> seen = Orders.text(content.apply(target));
          if (!seen.equals(after) && (succeeded || !seen.equals(before))) {
            throw new AssertionError(
                where + ": readers see neither the old nor the new content\n " + seen);
          }
          if (!faulty.metFault()) {
            break;
          }
          faults++;
          scenario.run(target, secondEpoch);
          List<String> mended = Orders.text(content.apply(target));
          if (!mended.equals(after)) {
            throw new AssertionError(
                where + ": the second run left\n " + mended + "\nand not\n " + after);
          }
        }
      }
    }
    return faults;
  }

  /** Whether the run reported success; a failure must be one of those that faults cause. */
  private static boolean survives(Scenario scenario, ReplaceTarget target) throws Exception {
    try {
      scenario.run(target, EPOCH);
      return true;
    } catch (IOException | RefrainException | SimulatedCrash e) {
      return false;
    } catch (Exception e) {
      if (isFault(e)) {
        return false;
      }
      throw e;
    }
  }

  /** A runner may wrap what stopped a pipeline. */
  private static boolean isFault(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SimulatedCrash
          || t instanceof RefrainException
          || (t instanceof IOException && t.getMessage().contains("simulated fault"))) {
        return true;
      }
    }
    return false;
  }
}
