package io.refrain.core;

import java.io.Serializable;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * Beam counters in the namespace {@code refrain}, named by {@link Count#key()}; for merges also
 * {@code files_read}, {@code bytes_read}, {@code files_rewritten}, {@code files_added} and {@code
 * bytes_added}.
 */
public final class CountMetrics implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The namespace of all metrics of this library. */
  public static final String NAMESPACE = "refrain";

  /** {@link MergeWork#filesRead}. */
  public static final String FILES_READ = "files_read";

  /** {@link MergeWork#bytesRead}. */
  public static final String BYTES_READ = "bytes_read";

  /** {@link MergeWork#filesRewritten}. */
  public static final String FILES_REWRITTEN = "files_rewritten";

  private CountMetrics() {}

  /** Adds what a merge cost. Call it on a worker, within a bundle. */
  public static void add(MergeWork work) {
    Metrics.counter(NAMESPACE, FILES_READ).inc(work.filesRead());
    Metrics.counter(NAMESPACE, BYTES_READ).inc(work.bytesRead());
    Metrics.counter(NAMESPACE, FILES_REWRITTEN).inc(work.filesRewritten());
    Metrics.counter(NAMESPACE, "files_added").inc(work.filesAdded());
    Metrics.counter(NAMESPACE, "bytes_added").inc(work.bytesAdded());
  }

  /** Adds to the counters what was counted. Call it on a worker, within a bundle. */
  public static void add(Counts counts) {
    for (Count count : Count.values()) {
      if (counts.get(count) != 0) {
        Metrics.counter(NAMESPACE, count.key()).inc(counts.get(count));
      }
    }
  }
}
