package io.refrain.pipelines.input;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Reads decimals and floating-point numbers from ASCII bytes: exactly, or not at all. */
final class DecimalText {
  /** Longer texts are refused: digits cost quadratic time, and no column holds so many. */
  private static final int MAX_CHARS = 1000;

  private static final int SAFE_DIGITS = 18;
  private static final long[] TEN_TO = new long[SAFE_DIGITS + 1];

  static {
    TEN_TO[0] = 1;
    for (int i = 1; i < TEN_TO.length; i++) {
      TEN_TO[i] = TEN_TO[i - 1] * 10;
    }
  }

  private DecimalText() {}

  /**
   * Reads a decimal of at most 18 digits as its unscaled value at a scale.
   *
   * @throws Unfit if the text is no number, or needs more digits before or after the point
   */
  static long unscaled(byte[] b, int from, int to, int precision, int scale) {
    int at = from;
    boolean negative = false;
    if (at < to && (b[at] == '-' || b[at] == '+')) {
      negative = b[at] == '-';
      at++;
    }
    long value = 0;
    int digits = 0;
    int point = -1;
    for (; at < to; at++) {
      int c = b[at];
      if (c == '.' && point < 0) {
        point = digits;
        continue;
      }
      int digit = c - '0';
      if (digit < 0 || digit > 9 || digits == SAFE_DIGITS) {
        return general(b, from, to, precision, scale).longValueExact();
      }
      value = value * 10 + digit;
      digits++;
    }
    int places = point < 0 ? 0 : digits - point;
    int pad = scale - places;
    if (digits == 0 || pad < 0 || digits + pad > precision) {
      return general(b, from, to, precision, scale).longValueExact();
    }
    value *= TEN_TO[pad];
    return negative ? -value : value;
  }

  /** As {@link #unscaled}, for any number of digits; also reads exponents and leading zeros. */
  static BigInteger general(byte[] b, int from, int to, int precision, int scale) {
    BigDecimal value = number(b, from, to);
    if (value.signum() == 0) {
      return BigInteger.ZERO;
    }
    BigDecimal least = value.stripTrailingZeros();
    if (least.scale() > scale) {
      throw new Unfit("has more than " + scale + " decimal places");
    }
    // Before the scale is applied: 1e999999999 must not become a billion digits.
    if ((long) least.precision() - least.scale() > precision - scale) {
      throw new Unfit(
          "has more than "
              + (precision - scale)
              + " digits before the point, the most that"
              + " DECIMAL("
              + precision
              + ","
              + scale
              + ") takes");
    }
    return least.setScale(scale).unscaledValue();
  }

  /**
   * Reads any decimal number.
   *
   * @throws Unfit if the text is none
   */
  static BigDecimal number(byte[] b, int from, int to) {
    boolean digit = false;
    for (int i = from; i < to && to - from <= MAX_CHARS; i++) {
      digit |= b[i] >= '0' && b[i] <= '9';
      if (!isNumeric(b[i])) {
        throw notNumber();
      }
    }
    if (!digit) {
      throw notNumber();
    }
    try {
      return new BigDecimal(new String(b, from, to - from, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      throw notNumber();
    }
  }

  /** Reads the nearest double; also NaN, Infinity and -Infinity. */
  static double floating(byte[] b, int from, int to) {
    double value = Double.parseDouble(floatingText(b, from, to));
    if (Double.isInfinite(value) && b[to - 1] != 'y') {
      throw tooLarge();
    }
    return value;
  }

  /** Reads the nearest float, as {@link #floating}; by way of a double it could be another one. */
  static float real(byte[] b, int from, int to) {
    float value = Float.parseFloat(floatingText(b, from, to));
    if (Float.isInfinite(value) && b[to - 1] != 'y') {
      throw tooLarge();
    }
    return value;
  }

  private static String floatingText(byte[] b, int from, int to) {
    String text = new String(b, from, Math.min(to - from, MAX_CHARS), StandardCharsets.US_ASCII);
    // Java would take more than a number here: surrounding spaces, a type suffix, hexadecimal.
    if (!text.equals("NaN") && !text.equals("Infinity") && !text.equals("-Infinity")) {
      number(b, from, to);
    }
    return text;
  }

  private static Unfit tooLarge() {
    return new Unfit("is too large");
  }

  private static boolean isNumeric(byte c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
  }

  private static Unfit notNumber() {
    return new Unfit("is not a number");
  }
}
