package io.refrain.pipelines.input;

import java.nio.charset.StandardCharsets;

/** Reads whole numbers and booleans from ASCII bytes. */
final class WholeText {
  private static final int SAFE_DIGITS = 18;

  private WholeText() {}

  /**
   * Reads an optional sign and decimal digits, nothing else.
   *
   * @throws Unfit if the text is no such number, or lies outside the range
   */
  static long whole(byte[] b, int from, int to, long min, long max) {
    int at = from;
    boolean negative = false;
    if (at < to && (b[at] == '-' || b[at] == '+')) {
      negative = b[at] == '-';
      at++;
    }
    if (at >= to) {
      throw notWhole();
    }
    if (to - at > SAFE_DIGITS) {
      return longWhole(b, from, at, to, min, max);
    }
    long value = 0;
    for (; at < to; at++) {
      int digit = b[at] - '0';
      if (digit < 0 || digit > 9) {
        throw notWhole();
      }
      value = value * 10 + digit;
    }
    return inRange(negative ? -value : value, min, max);
  }

  private static long longWhole(byte[] b, int from, int digits, int to, long min, long max) {
    for (int i = digits; i < to; i++) {
      if (b[i] < '0' || b[i] > '9') {
        throw notWhole();
      }
    }
    try {
      return inRange(
          Long.parseLong(new String(b, from, to - from, StandardCharsets.US_ASCII)), min, max);
    } catch (NumberFormatException e) {
      throw outOfRange(min, max);
    }
  }

  private static long inRange(long value, long min, long max) {
    if (value < min || value > max) {
      throw outOfRange(min, max);
    }
    return value;
  }

  private static Unfit notWhole() {
    return new Unfit("is not a whole number");
  }

  private static Unfit outOfRange(long min, long max) {
    return new Unfit("is not between " + min + " and " + max);
  }

  /** Reads true, false, t or f in any case, 1 or 0. */
  static boolean bool(byte[] b, int from, int to) {
    int length = to - from;
    if (length == 1) {
      switch (b[from]) {
        case '1', 't', 'T' -> {
          return true;
        }
        case '0', 'f', 'F' -> {
          return false;
        }
        default -> throw notBool();
      }
    }
    if (is(b, from, to, "true")) {
      return true;
    }
    if (is(b, from, to, "false")) {
      return false;
    }
    throw notBool();
  }

  private static boolean is(byte[] b, int from, int to, String lowerCase) {
    if (to - from != lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < lowerCase.length(); i++) {
      if ((b[from + i] | 0x20) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static Unfit notBool() {
    return new Unfit("is neither true nor false");
  }
}
