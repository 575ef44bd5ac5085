package io.refrain.pipelines.input;

/**
 * Reads dates, times and timestamps of ISO 8601 from ASCII bytes: {@code 2024-03-15}, {@code
 * 10:00:00.5}, {@code 2024-03-15T10:00:00Z}. Between date and time stands a T or a space; seconds
 * may be missing; the fraction has up to nine digits, of which only six may be other than zero.
 */
final class TimeText {
  private static final int DATE_CHARS = 10;
  private static final int MINUTE_CHARS = 5;
  private static final int MICRO_DIGITS = 6;
  private static final int MAX_FRACTION = 9;
  private static final int MAX_OFFSET_SECONDS = 18 * 3600;
  private static final long MICROS = 1_000_000L;
  private static final long MICROS_PER_DAY = 86_400L * MICROS;
  private static final int DAYS_PER_ERA = 146_097;
  private static final int DAYS_TO_1970 = 719_468;

  private TimeText() {}

  /** Days since 1970-01-01 of a date. */
  static int date(byte[] b, int from, int to) {
    if (to - from != DATE_CHARS) {
      throw new Unfit("is not a date (yyyy-MM-dd)");
    }
    return dateAt(b, from);
  }

  /** Microseconds since midnight of a time of day. */
  static long time(byte[] b, int from, int to) {
    if (to - from < MINUTE_CHARS) {
      throw notTime();
    }
    int end = timeEnd(b, from, to);
    if (end != to) {
      throw notTime();
    }
    return timeAt(b, from, to);
  }

  /** Microseconds since 1970 in UTC of a timestamp; without an offset it is meant in UTC. */
  static long instant(byte[] b, int from, int to) {
    int time = timeOf(b, from, to);
    int end = timeEnd(b, time, to);
    long local = dateAt(b, from) * MICROS_PER_DAY + timeAt(b, time, end);
    return end == to ? local : local - offset(b, end, to) * MICROS;
  }

  /** Microseconds since 1970 of a timestamp that must not have an offset. */
  static long local(byte[] b, int from, int to) {
    int time = timeOf(b, from, to);
    int end = timeEnd(b, time, to);
    if (end != to) {
      offset(b, end, to);
      throw new Unfit("has a time zone, which TIMESTAMP WITHOUT TIME ZONE cannot keep");
    }
    return dateAt(b, from) * MICROS_PER_DAY + timeAt(b, time, end);
  }

  private static int timeOf(byte[] b, int from, int to) {
    int time = from + DATE_CHARS + 1;
    if (time + MINUTE_CHARS > to) {
      throw notTimestamp();
    }
    byte t = b[time - 1];
    if (t != 'T' && t != ' ' && t != 't') {
      throw notTimestamp();
    }
    return time;
  }

  private static int dateAt(byte[] b, int at) {
    int year = two(b, at) * 100 + two(b, at + 2);
    int month = two(b, at + 5);
    int day = two(b, at + 8);
    // A negative part makes the sum of signs negative: two() answers so for what is no digit.
    if ((year | month | day) < 0 || b[at + 4] != '-' || b[at + 7] != '-') {
      throw new Unfit("is not a date (yyyy-MM-dd)");
    }
    if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
      throw new Unfit("names a day that does not exist");
    }
    return epochDay(year, month, day);
  }

  private static int daysIn(int year, int month) {
    if (month == 2) {
      return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    // Long months are the odd ones until July, the even ones from August.
    return 30 + ((month + (month >> 3)) & 1);
  }

  /**
   * The number of a day, by years that begin in March, so that the leap day is the last; after
   * Howard Hinnant's paper on date algorithms ({@code days_from_civil}).
   */
  static int epochDay(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(y, 400);
    int yearOfEra = y - era * 400;
    int monthFromMarch = month > 2 ? month - 3 : month + 9;
    int dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * DAYS_PER_ERA + dayOfEra - DAYS_TO_1970;
  }

  /** Where a time of day ends: at the first byte that is no digit, colon or point. */
  private static int timeEnd(byte[] b, int from, int to) {
    int at = from;
    while (at < to && ((b[at] >= '0' && b[at] <= ':') || b[at] == '.')) {
      at++;
    }
    return at;
  }

  private static long timeAt(byte[] b, int at, int end) {
    if (end - at < MINUTE_CHARS) {
      throw notTime();
    }
    int hour = two(b, at);
    int minute = two(b, at + 3);
    if ((hour | minute) < 0 || b[at + 2] != ':') {
      throw notTime();
    }
    int second = 0;
    long micros = 0;
    if (end - at > MINUTE_CHARS) {
      if (end - at < MINUTE_CHARS + 3 || b[at + MINUTE_CHARS] != ':') {
        throw notTime();
      }
      second = two(b, at + MINUTE_CHARS + 1);
      if (second < 0) {
        throw notTime();
      }
      if (end - at > MINUTE_CHARS + 3) {
        micros = fraction(b, at + MINUTE_CHARS + 3, end);
      }
    }
    if (hour > 23 || minute > 59 || second > 59) {
      throw new Unfit("names a time of day that does not exist");
    }
    return ((hour * 60L + minute) * 60 + second) * MICROS + micros;
  }

  private static long fraction(byte[] b, int point, int end) {
    int digits = end - point - 1;
    if (b[point] != '.' || digits < 1 || digits > MAX_FRACTION) {
      throw notTime();
    }
    int value = 0;
    for (int i = 0; i < MAX_FRACTION; i++) {
      int digit = i < digits ? b[point + 1 + i] - '0' : 0;
      if (digit < 0 || digit > 9) {
        throw notTime();
      }
      if (i < MICRO_DIGITS) {
        value = value * 10 + digit;
      } else if (digit != 0) {
        throw new Unfit("is finer than a microsecond");
      }
    }
    return value;
  }

  /** Seconds east of Greenwich: Z, +hh, +hhmm, +hh:mm or +hh:mm:ss. */
  private static int offset(byte[] b, int from, int to) {
    int length = to - from;
    byte sign = b[from];
    if (length == 1 && (sign == 'Z' || sign == 'z')) {
      return 0;
    }
    int hours = length >= 3 ? two(b, from + 1) : -1;
    int minutes = 0;
    int seconds = 0;
    switch (length) {
      case 3 -> {}
      case 5 -> minutes = two(b, from + 3);
      case 6 -> minutes = b[from + 3] == ':' ? two(b, from + 4) : -1;
      case 9 -> {
        minutes = b[from + 3] == ':' ? two(b, from + 4) : -1;
        seconds = b[from + 6] == ':' ? two(b, from + 7) : -1;
      }
      default -> hours = -1;
    }
    if ((sign != '+' && sign != '-') || (hours | minutes | seconds) < 0) {
      throw notTimestamp();
    }
    int total = hours * 3600 + minutes * 60 + seconds;
    if (minutes > 59 || seconds > 59 || total > MAX_OFFSET_SECONDS) {
      throw new Unfit("has an offset that does not exist");
    }
    return sign == '-' ? -total : total;
  }

  /** The number two digits make; negative, even after multiplication by 100, if they are none. */
  private static int two(byte[] b, int at) {
    int high = b[at] - '0';
    int low = b[at + 1] - '0';
    return high < 0 || high > 9 || low < 0 || low > 9 ? Integer.MIN_VALUE / 200 : high * 10 + low;
  }

  private static Unfit notTime() {
    return new Unfit("is not a time of day (HH:mm:ss)");
  }

  private static Unfit notTimestamp() {
    return new Unfit("is not a timestamp (yyyy-MM-ddTHH:mm:ss, then a fraction, Z or an offset)");
  }
}
