package io.refrain.jdbc;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often something transient is tried, and how long to wait in between: doubling, up to a limit.
 *
 * @param attempts how often in all
 * @param first how long to wait after the first
 * @param longest the longest wait
 */
public record Retries(int attempts, Duration first, Duration longest) implements Serializable {
  public static final Retries DEFAULT =
      new Retries(10, Duration.ofMillis(50), Duration.ofSeconds(10));

  public Retries {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, but is " + attempts + ".");
    }
  }

  /** How long to wait after an attempt, the first being 1. */
  public Duration pauseAfter(int attempt) {
    Duration pause = first.multipliedBy(1L << Math.min(attempt - 1, 20));
    return pause.compareTo(longest) > 0 ? longest : pause;
  }

  public void waitAfter(int attempt) throws InterruptedException {
    Thread.sleep(pauseAfter(attempt).toMillis());
  }
}
