package io.refrain.testkit.inject;

import io.refrain.testkit.inject.FaultPoint.Kind;
import io.refrain.testkit.inject.PlannedFault.Moment;
import io.refrain.testkit.scenario.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** Which faults a scenario can have, from what the reference run passed, and which it tries. */
public final class FaultChoice {
  private FaultChoice() {}

  /**
   * At most this many faults, chosen by the seed; the first and the last of each point's are
   * preferred.
   *
   * @param arrivals how often the reference run passed each point
   */
  public static List<PlannedFault> choose(
      Scenario scenario, Map<FaultPoint, Integer> arrivals, int most, long seed) {
    List<PlannedFault> ends = new ArrayList<>();
    List<PlannedFault> between = new ArrayList<>();
    arrivals.forEach(
        (point, count) -> {
          List<PlannedFault> faults = faults(scenario, point, count);
          for (int i = 0; i < faults.size(); i++) {
            (i == 0 || i == faults.size() - 1 ? ends : between).add(faults.get(i));
          }
        });
    Random random = new Random(seed);
    Collections.shuffle(ends, random);
    Collections.shuffle(between, random);
    List<PlannedFault> chosen = new ArrayList<>(ends);
    chosen.addAll(between);
    return List.copyOf(chosen.subList(0, Math.min(most, chosen.size())));
  }

  private static List<PlannedFault> faults(Scenario scenario, FaultPoint point, int count) {
    boolean isCall = point.kind() == Kind.CALL;
    boolean isBefore = point.kind() == Kind.BEFORE_WRITE;
    boolean isAfter = point.kind() == Kind.AFTER_WRITE;
    List<PlannedFault> faults = new ArrayList<>();
    switch (scenario) {
      case BUNDLE_RETRIED -> {
        if (isAfter) {
          add(faults, point, 1, count, Moment.BEFORE, false);
        } else if (isCall) {
          add(faults, point, 1, count, Moment.AFTER, false);
        }
      }
      case CRASH_BEFORE_COMMIT -> {
        if (isCall || isBefore) {
          add(faults, point, 1, 1, Moment.BEFORE, true);
        }
      }
      case CRASH_DURING_COMMIT -> {
        if (isCall || isBefore) {
          add(faults, point, 2, count, Moment.BEFORE, true);
        }
        if (isCall) {
          add(faults, point, 1, count - 1, Moment.AFTER, true);
        }
        if (isAfter) {
          add(faults, point, 1, count - 1, Moment.BEFORE, true);
        }
      }
      case CRASH_AFTER_COMMIT -> {
        if (isCall) {
          add(faults, point, count, count, Moment.AFTER, true);
        } else if (isAfter) {
          add(faults, point, count, count, Moment.BEFORE, true);
        }
      }
      default -> throw new IllegalArgumentException(scenario + " has no faults.");
    }
    return faults;
  }

  /** The first, the last, and two between. */
  private static void add(
      List<PlannedFault> faults,
      FaultPoint point,
      int first,
      int last,
      Moment moment,
      boolean isCrash) {
    if (last < first) {
      return;
    }
    int third = (last - first) / 3;
    for (int arrival : new TreeSet<>(List.of(first, first + third, last - third, last))) {
      faults.add(new PlannedFault(point, arrival, moment, isCrash));
    }
  }
}
