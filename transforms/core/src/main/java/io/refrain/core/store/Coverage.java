package io.refrain.core.store;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import java.time.DateTimeException;

/** Which stored partitions a scope holds. */
public final class Coverage {
  private Coverage() {}

  /**
   * Whether a scope covers a stored partition; one whose value is of another shape lies in no
   * interval.
   */
  public static boolean covers(ReplaceScope scope, Partition partition) {
    try {
      return scope.covers(partition);
    } catch (DateTimeException e) {
      return false;
    }
  }
}
