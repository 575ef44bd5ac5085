package io.refrain.core.replace;

import io.refrain.core.DataInterval;
import io.refrain.core.ReplaceScope;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * The scope of each window: a fixed one, or the window's own interval of a column.
 *
 * @param fixed the scope of every window; null if windows have their own
 * @param column the column whose values a window's interval bounds; null if the scope is fixed
 */
record ScopeOfWindow(ReplaceScope fixed, String column) implements Serializable {

  static ScopeOfWindow fixed(ReplaceScope scope) {
    return new ScopeOfWindow(scope, null);
  }

  static ScopeOfWindow windowOf(String column) {
    return new ScopeOfWindow(null, column);
  }

  ReplaceScope of(BoundedWindow window) {
    if (fixed != null) {
      return fixed;
    }
    IntervalWindow interval = (IntervalWindow) window;
    return ReplaceScope.interval(
        column, new DataInterval(utc(interval.start()), utc(interval.end()), ZoneOffset.UTC));
  }

  /** A scope of the kind that windows have. */
  ReplaceScope example() {
    return ReplaceScope.interval(column, DataInterval.ofDay(LocalDate.EPOCH));
  }

  private static LocalDateTime utc(org.joda.time.Instant instant) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(instant.getMillis()), ZoneOffset.UTC);
  }
}
