package io.refrain.core.testing;

import io.refrain.core.RefrainException;
import io.refrain.core.store.MergeTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.beam.sdk.values.Row;

/**
 * Proves that a merge can fail at any call to its table, and a second run mends it: fails call 1,
 * 2, 3 and so on, each on a fresh table, in every {@link FaultMode}, until a run meets no fault.
 *
 * <p>After each fault readers must see the content of before the run or that of after it. Then it
 * is run again, under the same epoch and in another turn under a new one, and must end with the
 * content of a run that met no fault.
 */
public final class MergeCrashLoop {
  private static final int TOO_MANY = 5_000;
  private static final long EPOCH = 100;

  private final Supplier<? extends MergeTarget> fresh;
  private final Function<MergeTarget, List<Row>> content;
  private final List<FaultMode> modes;

  /**
   * @param fresh makes a table; each call a new one with the same content
   * @param content what readers of a table see
   * @param modes how calls fail
   */
  public MergeCrashLoop(
      Supplier<? extends MergeTarget> fresh,
      Function<MergeTarget, List<Row>> content,
      FaultMode... modes) {
    this.fresh = fresh;
    this.content = content;
    this.modes = List.of(modes);
  }

  /** What is run, and run again. */
  @FunctionalInterface
  public interface Scenario {
    /** Runs to the end, and throws if it is not in effect then. */
    void run(MergeTarget target, long epoch) throws Exception;
  }

  /**
   * Runs it all.
   *
   * @return the calls that failed, each as often as it did
   * @throws AssertionError if the content differs after any of them
   */
  public List<String> prove(Scenario scenario) throws Exception {
    MergeTarget calm = fresh.get();
    List<String> before = Orders.text(content.apply(calm));
    scenario.run(calm, EPOCH);
    List<String> after = Orders.text(content.apply(calm));
    List<String> faults = new ArrayList<>();
    for (FaultMode mode : modes) {
      for (long secondEpoch : List.of(EPOCH, EPOCH + 1)) {
        boolean met = true;
        for (int k = 1; met; k++) {
          if (k > TOO_MANY) {
            throw new AssertionError("more than " + TOO_MANY + " calls to the table");
          }
          MergeTarget target = fresh.get();
          FaultyMergeTarget faulty = FaultyMergeTarget.failing(target, k, mode);
          String where = mode + " at call " + k + ", then epoch " + secondEpoch;
          boolean succeeded = survives(scenario, faulty);
          List<String> seen = Orders.text(content.apply(target));
          if (!seen.equals(after) && (succeeded || !seen.equals(before))) {
            throw new AssertionError(
                where + ": readers see neither the old nor the new content\n " + seen);
          }
          met = faulty.metFault();
          if (met) {
            faults.add(faulty.failedCall());
            scenario.run(target, secondEpoch);
            List<String> mended = Orders.text(content.apply(target));
            if (!mended.equals(after)) {
              throw new AssertionError(
                  where + ": the second run left\n " + mended + "\nand not\n " + after);
            }
          }
        }
      }
    }
    return faults;
  }

  /** Whether the run reported success; a failure must be one of those that faults cause. */
  private static boolean survives(Scenario scenario, MergeTarget target) throws Exception {
    try {
      scenario.run(target, EPOCH);
      return true;
    } catch (IOException | RefrainException | SimulatedCrash e) {
      return false;
    }
  }
}
