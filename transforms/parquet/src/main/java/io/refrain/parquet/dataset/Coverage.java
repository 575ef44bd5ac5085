package io.refrain.parquet.dataset;

import io.refrain.core.DataInterval;
import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import java.time.DateTimeException;

/** Which scopes hold which. */
final class Coverage {
  private Coverage() {}

  /**
   * Whether a scope covers a partition; one whose value is of another shape lies in no interval.
   */
  static boolean covers(ReplaceScope scope, Partition partition) {
    try {
      return scope.covers(partition);
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Whether all that one scope covers, another does too. When in doubt, no. */
  static boolean includes(ReplaceScope outer, ReplaceScope inner) {
    if (outer.equals(inner) || outer instanceof ReplaceScope.Everything) {
      return true;
    }
    if (inner instanceof ReplaceScope.Partitions listed) {
      return listed.partitions().stream()
          .allMatch(p -> !(outer instanceof ReplaceScope.Present) && covers(outer, p));
    }
    return outer instanceof ReplaceScope.Interval a
        && inner instanceof ReplaceScope.Interval b
        && a.column().equals(b.column())
        && includes(a.interval(), b.interval());
  }

  private static boolean includes(DataInterval outer, DataInterval inner) {
    return outer.zone().equals(inner.zone())
        && !inner.start().isBefore(outer.start())
        && !inner.end().isAfter(outer.end());
  }
}
