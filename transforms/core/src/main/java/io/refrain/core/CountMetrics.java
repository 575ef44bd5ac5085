package io.refrain.core;

import java.io.Serializable;
import org.apache.beam.sdk.metrics.Metrics;

/** Beam counters in the namespace {@code refrain}, named by {@link Count#key()}. */
public final class CountMetrics implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The namespace of all metrics of this library. */
  public static final String NAMESPACE = "refrain";

  private CountMetrics() {}

  /** Adds to the counters what was counted. Call it on a worker, within a bundle. */
  public static void add(Counts counts) {
    for (Count count : Count.values()) {
      if (counts.get(count) != 0) {
        Metrics.counter(NAMESPACE, count.key()).inc(counts.get(count));
      }
    }
  }
}
