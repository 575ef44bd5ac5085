package io.refrain.jdbc.table;

import java.time.LocalDate;

/** Dates and times as databases read them: ISO 8601 with a blank, years before 1 marked BC. */
public final class IsoText {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private IsoText() {}

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
