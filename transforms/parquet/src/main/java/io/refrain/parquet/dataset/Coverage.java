package io.refrain.parquet.dataset;

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
}
