package io.refrain.jdbc.table;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and times as databases read them: ISO 8601 with a blank, years before 1 marked BC. */
public final class IsoText {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private static final Pattern DATE = Pattern.compile("(\\d{4,9})-(\\d\\d)-(\\d\\d)( BC)?");
  private static final Pattern TIME =
      Pattern.compile("(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))?");

  private IsoText() {}

  /**
   * The day that {@link #date} wrote.
   *
   * @throws DateTimeException if it is not in this notation
   */
  static long parseDate(String text) {
    Matcher date = matcher(DATE, text);
    int year = Integer.parseInt(date.group(1));
    boolean beforeChrist = date.group(4) != null;
    if (year == 0 || (date.group(1).length() > 4 && year <= 9999)) {
      throw new DateTimeException("not a year as it is written: " + text);
    }
    return LocalDate.of(
            beforeChrist ? 1 - year : year,
            Integer.parseInt(date.group(2)),
            Integer.parseInt(date.group(3)))
        .toEpochDay();
  }

  /**
   * The time that {@link #time} wrote, in microseconds; its fraction may have fewer digits.
   *
   * @throws DateTimeException if it is not in this notation
   */
  static long parseTime(String text) {
    Matcher time = matcher(TIME, text);
    String fraction = time.group(4) == null ? "" : time.group(4);
    long micros = Integer.parseInt((fraction + "000000").substring(0, 6));
    if (micros == 0 && !fraction.isEmpty()) {
      // As text it would not be ordered as its equal without a fraction is.
      throw new DateTimeException("a fraction of zeros: " + text);
    }
    LocalTime whole =
        LocalTime.of(
            Integer.parseInt(time.group(1)),
            Integer.parseInt(time.group(2)),
            Integer.parseInt(time.group(3)));
    return whole.toSecondOfDay() * 1_000_000L + micros;
  }

  /**
   * The time that {@link #timestamp} wrote without a zone, in microseconds; its fraction may have
   * fewer digits.
   *
   * @throws DateTimeException if it is not in this notation
   */
  static long parseTimestamp(String text) {
    int blank = text.indexOf(' ');
    if (blank < 0) {
      throw new DateTimeException("no date and time: " + text);
    }
    boolean beforeChrist = text.endsWith(" BC");
    String date = text.substring(0, blank) + (beforeChrist ? " BC" : "");
    String time = text.substring(blank + 1, text.length() - (beforeChrist ? 3 : 0));
    return Math.addExact(Math.multiplyExact(parseDate(date), MICROS_PER_DAY), parseTime(time));
  }

  private static Matcher matcher(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new DateTimeException("not in the notation that is written: " + text);
    }
    return matcher;
  }

  public static String date(long epochDay) {
    StringBuilder out = new StringBuilder(16);
    boolean beforeChrist = appendDate(out, epochDay);
    return (beforeChrist ? out.append(" BC") : out).toString();
  }

  public static String time(long micros) {
    StringBuilder out = new StringBuilder(16);
    appendTime(out, micros);
    return out.toString();
  }

  /**
   * A date and a time of day.
   *
   * @param zone appended after the time: {@code +00}, or nothing
   */
  public static String timestamp(long micros, String zone) {
    StringBuilder out = new StringBuilder(36);
    boolean beforeChrist = appendDate(out, Math.floorDiv(micros, MICROS_PER_DAY));
    out.append(' ');
    appendTime(out, Math.floorMod(micros, MICROS_PER_DAY));
    out.append(zone);
    return (beforeChrist ? out.append(" BC") : out).toString();
  }

  private static boolean appendDate(StringBuilder out, long epochDay) {
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    int year = date.getYear();
    // There is no year 0: the one before 1 is 1 BC.
    padded(out, year > 0 ? year : 1 - year, 4);
    out.append('-');
    padded(out, date.getMonthValue(), 2);
    out.append('-');
    padded(out, date.getDayOfMonth(), 2);
    return year <= 0;
  }

  private static void appendTime(StringBuilder out, long micros) {
    long seconds = micros / 1_000_000;
    padded(out, seconds / 3600, 2);
    out.append(':');
    padded(out, seconds / 60 % 60, 2);
    out.append(':');
    padded(out, seconds % 60, 2);
    if (micros % 1_000_000 != 0) {
      out.append('.');
      padded(out, micros % 1_000_000, 6);
    }
  }

  private static void padded(StringBuilder out, long value, int digits) {
    long power = 1;
    for (int i = 1; i < digits; i++) {
      power *= 10;
      if (value < power) {
        out.append('0');
      }
    }
    // Zeros for the places that are missing were put before the number itself.
    out.append(value);
  }
}
