package io.refrain.core;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one run is responsible for: {@code [start, end)} of the data's own time column.
 *
 * <p>It is a parameter of a run, never computed from the clock. The bounds are a date and a time of
 * day in an explicit zone. A date column is compared with the dates, so the bounds must then be
 * midnights; a timestamp with a zone is compared as an instant; a timestamp without one as it
 * stands.
 *
 * @param start the first moment inside
 * @param end the first moment after it, later than start
 * @param zone the zone the two are meant in
 */
public record DataInterval(LocalDateTime start, LocalDateTime end, ZoneId zone)
    implements Serializable {

  private static final Pattern POINT =
      Pattern.compile(
          "(\\d{4})(?:-(\\d\\d)(?:-(\\d\\d)(?:[T ](\\d\\d)(?::(\\d\\d)(?::(\\d\\d)(\\.\\d{1,9})?)?)?)?"
              // Only after a whole date: in 2024-0315 it would be a year with an offset of -03:15.
              + "(Z|[+-]\\d\\d:\\d\\d)?)?)?");

  public DataInterval {
    // UTC has several names; as part of a run's token it must have one.
    zone = zone.normalized();
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException(
          "A data interval must end after it starts, but "
              + start
              + " is not before "
              + end
              + (end.isBefore(start) ? ": are the two the wrong way round?" : "."));
    }
  }

  /** One day in UTC. */
  public static DataInterval ofDay(LocalDate day) {
    return new DataInterval(day.atStartOfDay(), day.plusDays(1).atStartOfDay(), ZoneOffset.UTC);
  }

  /** {@link #parse(String, ZoneId)} in UTC. */
  public static DataInterval parse(String text) {
    return parse(text, ZoneOffset.UTC);
  }

  /**
   * Reads an interval: one point of ISO-8601 shape, which stands for the year, month, day, hour,
   * minute or second that it names ({@code 2024}, {@code 2024-03}, {@code 2024-03-15}, {@code
   * 2024-03-15T10}); two of them with a slash between ({@code 2024-03-01/2024-04-01}), the second
   * being the end, exclusive; or a point and an ISO-8601 duration ({@code 2024-03-01/P1M}).
   *
   * @param zone the zone, unless the text names an offset
   * @throws IllegalArgumentException if the text is no interval, or is reversed or empty
   */
  public static DataInterval parse(String text, ZoneId zone) {
    int slash = text.indexOf('/');
    try {
      if (slash < 0) {
        Point point = Point.parse(text, zone);
        return new DataInterval(point.start, point.next(), point.zone);
      }
      Point from = Point.parse(text.substring(0, slash), zone);
      String rest = text.substring(slash + 1);
      if (rest.startsWith("P")) {
        return new DataInterval(from.start, from.start.plus(amount(rest)), from.zone);
      }
      Point to = Point.parse(rest, from.zone);
      LocalDateTime end =
          to.zone.equals(from.zone)
              ? to.start
              : to.start.atZone(to.zone).withZoneSameInstant(from.zone).toLocalDateTime();
      return new DataInterval(from.start, end, from.zone);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no data interval. Write a date (2024-03-15), a month (2024-03), an hour"
              + " (2024-03-15T10), or a start and an exclusive end (2024-03-01/2024-04-01).",
          e);
    }
  }

  private static TemporalAmount amount(String text) {
    return text.indexOf('T') >= 0 ? Duration.parse(text) : Period.parse(text);
  }

  /** Whether both bounds are midnights, as a date column needs. */
  public boolean isWholeDays() {
    return start.toLocalTime().equals(LocalTime.MIDNIGHT)
        && end.toLocalTime().equals(LocalTime.MIDNIGHT);
  }

  public boolean contains(LocalDate date) {
    LocalDateTime midnight = date.atStartOfDay();
    return !midnight.isBefore(start) && midnight.isBefore(end);
  }

  public boolean contains(LocalDateTime moment) {
    return !moment.isBefore(start) && moment.isBefore(end);
  }

  public boolean contains(Instant instant) {
    return !instant.isBefore(startInstant()) && instant.isBefore(endInstant());
  }

  public Instant startInstant() {
    return start.atZone(zone).toInstant();
  }

  public Instant endInstant() {
    return end.atZone(zone).toInstant();
  }

  /** Whether some moment lies in both. */
  public boolean overlaps(DataInterval other) {
    return zone.equals(other.zone)
        ? start.isBefore(other.end) && other.start.isBefore(end)
        : startInstant().isBefore(other.endInstant())
            && other.startInstant().isBefore(endInstant());
  }

  /** The form {@link #parse(String)} reads; whole days as dates, with the zone unless it is UTC. */
  @Override
  public String toString() {
    String zoneText = zone.equals(ZoneOffset.UTC) ? "" : " " + zone;
    return isWholeDays()
        ? start.toLocalDate() + "/" + end.toLocalDate() + zoneText
        : start + "/" + end + zoneText;
  }

  private record Point(LocalDateTime start, ChronoUnit unit, ZoneId zone) {

    LocalDateTime next() {
      return start.plus(1, unit);
    }

    static Point parse(String text, ZoneId defaultZone) {
      Matcher m = POINT.matcher(text.trim());
      if (!m.matches()) {
        throw new DateTimeException("no point in time: " + text);
      }
      ChronoUnit[] units = {
        ChronoUnit.YEARS,
        ChronoUnit.MONTHS,
        ChronoUnit.DAYS,
        ChronoUnit.HOURS,
        ChronoUnit.MINUTES,
        ChronoUnit.SECONDS
      };
      int[] parts = {0, 1, 1, 0, 0, 0};
      int given = 0;
      while (given < parts.length && m.group(given + 1) != null) {
        parts[given] = Integer.parseInt(m.group(given + 1));
        given++;
      }
      ChronoUnit unit = units[given - 1];
      LocalDateTime start =
          LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
      if (m.group(7) != null) {
        String digits = m.group(7).substring(1);
        start = start.withNano(Integer.parseInt(digits + "0".repeat(9 - digits.length())));
        unit = digits.length() <= 3 ? ChronoUnit.MILLIS : ChronoUnit.MICROS;
      }
      ZoneId zone = m.group(8) == null ? defaultZone : ZoneOffset.of(m.group(8));
      return new Point(start, unit, zone);
    }
  }
}
