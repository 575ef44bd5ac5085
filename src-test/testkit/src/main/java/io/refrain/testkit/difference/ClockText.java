package io.refrain.testkit.difference;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Tells whether a text is the time at which a run took place. */
public final class ClockText {
  private static final Duration TOLERANCE = Duration.ofSeconds(2);
  private static final Duration WIDEST_OFFSET = Duration.ofHours(18);
  private static final Pattern NUMBER = Pattern.compile("\\d{10}(\\d{3}){0,3}");
  private static final Pattern ZONED = Pattern.compile(".*\\d(Z|[+-]\\d\\d:\\d\\d)(\\[.*])?");

  private ClockText() {}

  /**
   * Whether the text is a moment of the span: an ISO-8601 timestamp with an offset, one without (in
   * whatever zone), or a count of seconds, milli-, micro- or nanoseconds since 1970.
   */
  public static boolean isDuring(String text, Span span) {
    if (text == null) {
      return false;
    }
    for (Instant moment : momentsOf(text, span)) {
      if (!moment.isBefore(span.start().minus(TOLERANCE))
          && !moment.isAfter(span.end().plus(TOLERANCE))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the text is a date that is today somewhere during the span. */
  public static boolean isToday(String text, Span span) {
    try {
      LocalDate date = LocalDate.parse(text);
      LocalDate earliest = span.start().atOffset(ZoneOffset.ofHours(-12)).toLocalDate();
      LocalDate latest = span.end().atOffset(ZoneOffset.ofHours(14)).toLocalDate();
      return !date.isBefore(earliest) && !date.isAfter(latest);
    } catch (DateTimeException | NullPointerException e) {
      return false;
    }
  }

  private static List<Instant> momentsOf(String text, Span span) {
    if (NUMBER.matcher(text).matches()) {
      long perSecond = (long) Math.pow(10, text.length() - 10);
      long count = Long.parseLong(text);
      return List.of(
          Instant.ofEpochSecond(
              count / perSecond, count % perSecond * (1_000_000_000L / perSecond)));
    }
    String iso = text.indexOf(' ') == 10 ? text.replaceFirst(" ", "T") : text;
    try {
      if (ZONED.matcher(iso).matches()) {
        return List.of(OffsetDateTime.parse(iso.replaceFirst("\\[.*]", "")).toInstant());
      }
      return inWhateverZone(LocalDateTime.parse(iso), span);
    } catch (DateTimeException e) {
      return List.of();
    }
  }

  /** Offsets are whole quarters of an hour; the one that comes nearest is tried. */
  private static List<Instant> inWhateverZone(LocalDateTime local, Span span) {
    List<Instant> moments = new ArrayList<>();
    for (Instant edge : List.of(span.start(), span.end())) {
      Duration offset = Duration.between(edge, local.toInstant(ZoneOffset.UTC));
      long quarters = Math.round(offset.toMillis() / 900_000.0);
      if (offset.abs().compareTo(WIDEST_OFFSET) <= 0) {
        moments.add(local.toInstant(ZoneOffset.UTC).minus(Duration.ofMinutes(15 * quarters)));
      }
    }
    return moments;
  }
}
