package io.refrain.core;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;

/**
 * The bounds of a {@link DataInterval} as plain numbers: {@code from <= value < to}.
 *
 * @param from the first number inside
 * @param to the first number after it
 */
public record TimeBounds(long from, long to) {
  private static final long MICROS = 1_000_000L;

  /** For a date column: days since 1970. */
  public static TimeBounds ofDates(DataInterval interval) {
    return new TimeBounds(
        day(interval.start().toLocalDate(), interval.start().toLocalTime()),
        day(interval.end().toLocalDate(), interval.end().toLocalTime()));
  }

  /**
   * For a timestamp column: microseconds since 1970. Timestamps without a zone are taken as UTC, as
   * their intervals are.
   */
  public static TimeBounds ofTimestamps(DataInterval interval) {
    return new TimeBounds(micros(interval.startInstant()), micros(interval.endInstant()));
  }

  public boolean contain(long value) {
    return from <= value && value < to;
  }

  /** The first day whose midnight is not before a moment. */
  private static long day(LocalDate date, LocalTime time) {
    return date.toEpochDay() + (time.equals(LocalTime.MIDNIGHT) ? 0 : 1);
  }

  /** The first microsecond that is not before a moment. */
  private static long micros(Instant moment) {
    long whole =
        Math.addExact(Math.multiplyExact(moment.getEpochSecond(), MICROS), moment.getNano() / 1000);
    return moment.getNano() % 1000 == 0 ? whole : whole + 1;
  }
}
