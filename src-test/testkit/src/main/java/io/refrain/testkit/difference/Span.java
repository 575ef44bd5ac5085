package io.refrain.testkit.difference;

import java.time.Duration;
import java.time.Instant;

/**
 * When runs took place, by the clock they were given.
 *
 * @param start the first moment of the first
 * @param end the last moment of the last
 */
public record Span(Instant start, Instant end) {
  /** Of the shortest span that takes in both. */
  public Span and(Span other) {
    return new Span(
        start.isBefore(other.start) ? start : other.start,
        end.isAfter(other.end) ? end : other.end);
  }

  /** The same by a clock that is ahead by this. */
  public Span plus(Duration shift) {
    return new Span(start.plus(shift), end.plus(shift));
  }
}
