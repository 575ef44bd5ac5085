package io.refrain.jdbc.postgres;

import io.refrain.core.row.BigEndian;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;

/**
 * PostgreSQL's binary form of a decimal: digits to the base of 10,000, the weight of the first of
 * them, a sign, and how many decimal places are shown. One is used again for every value.
 *
 * <p>Source: PostgreSQL, {@code numeric_recv} and the comment on {@code NumericVar}.
 */
final class NumericForm {
  /** No number of at most 18 digits. */
  static final long NONE = Long.MIN_VALUE;

  private static final int BASE = 10_000;
  private static final int BASE_DIGITS = 4;
  private static final int POSITIVE = 0x0000;
  private static final int NEGATIVE = 0x4000;
  private static final int MAX_SCALE = 0x3fff;
  private static final int HEADER = 4 * Short.BYTES;
  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  // Least significant first.
  private short[] groups = new short[16];
  private int count;
  private int fractionGroups;
  private int sign;
  private int scale;

  /** Whether decimals of a scale can be given as a long. */
  static boolean isFast(int decimalPlaces) {
    return decimalPlaces >= 0 && decimalPlaces < POWERS.length;
  }

  /** A decimal by its unscaled value, of a scale that {@link #isFast}. */
  void of(long unscaled, int decimalPlaces) {
    count = 0;
    scale = decimalPlaces;
    sign = unscaled < 0 ? NEGATIVE : POSITIVE;
    // Without a sign: the least long has no positive counterpart.
    long magnitude = Math.abs(unscaled);
    long whole = Long.divideUnsigned(magnitude, POWERS[decimalPlaces]);
    long fraction = Long.remainderUnsigned(magnitude, POWERS[decimalPlaces]);
    int odd = decimalPlaces % BASE_DIGITS;
    if (odd > 0) {
      groups[count++] = (short) (fraction % POWERS[odd] * POWERS[BASE_DIGITS - odd]);
      fraction /= POWERS[odd];
    }
    for (int i = 0; i < decimalPlaces / BASE_DIGITS; i++) {
      groups[count++] = (short) (fraction % BASE);
      fraction /= BASE;
    }
    fractionGroups = count;
    while (whole != 0) {
      groups[count++] = (short) Long.remainderUnsigned(whole, BASE);
      whole = Long.divideUnsigned(whole, BASE);
    }
  }

  /**
   * @throws SQLException as the server would refuse it, if the value is beyond what it stores
   */
  void of(BigDecimal value) throws SQLException {
    long wholeDigits = (long) value.precision() - value.scale();
    if (value.scale() > MAX_SCALE || wholeDigits > (long) Short.MAX_VALUE * BASE_DIGITS) {
      throw new SQLException(
          "value overflows numeric format", PostgresStates.NUMERIC_VALUE_OUT_OF_RANGE);
    }
    scale = Math.max(0, value.scale());
    sign = value.signum() < 0 ? NEGATIVE : POSITIVE;
    String digits = value.unscaledValue().abs().toString();
    // So many zeros after the digits bring the decimal point between two groups.
    int zeros = Math.floorMod(-value.scale(), BASE_DIGITS);
    fractionGroups = (value.scale() + zeros) / BASE_DIGITS;
    int wanted = (digits.length() + zeros + BASE_DIGITS - 1) / BASE_DIGITS;
    groups = wanted > groups.length ? new short[wanted] : groups;
    count = 0;
    for (int to = digits.length() + zeros; to > 0; to -= BASE_DIGITS) {
      groups[count++] = group(digits, to - BASE_DIGITS, to);
    }
    if (value.unscaledValue().equals(BigInteger.ZERO)) {
      count = 0;
    }
  }

  private static short group(String digits, int from, int to) {
    int group = 0;
    for (int i = Math.max(0, from); i < to; i++) {
      group = group * 10 + (i < digits.length() ? digits.charAt(i) - '0' : 0);
    }
    return (short) group;
  }

  void write(BinaryBuffer out) throws SQLException {
    int first = count;
    while (first > 0 && groups[first - 1] == 0) {
      first--;
    }
    int last = 0;
    while (last < first && groups[last] == 0) {
      last++;
    }
    int digits = first - last;
    out.putLength(HEADER + digits * Short.BYTES);
    out.putShort(digits);
    out.putShort(digits == 0 ? 0 : first - 1 - fractionGroups);
    out.putShort(digits == 0 ? POSITIVE : sign);
    out.putShort(scale);
    for (int i = first - 1; i >= last; i--) {
      out.putShort(groups[i]);
    }
  }

  /**
   * The reverse: a decimal's value, unscaled.
   *
   * @param precision how many digits it may have, at most 18
   * @param decimalPlaces how many of them stand behind the point
   * @return {@link #NONE} if it needs more, or is no number
   */
  static long unscaled(byte[] value, int precision, int decimalPlaces) {
    int digits = BigEndian.getShort(value, 0);
    int weight = BigEndian.getShort(value, Short.BYTES);
    int signOf = BigEndian.getShort(value, 2 * Short.BYTES) & 0xffff;
    if (signOf != POSITIVE && signOf != NEGATIVE) {
      return NONE;
    }
    long result = 0;
    for (int i = 0; i < digits; i++) {
      long group = BigEndian.getShort(value, HEADER + i * Short.BYTES);
      // The group counts so many tens, once the number has no decimal places any more.
      int power = (weight - i) * BASE_DIGITS + decimalPlaces;
      if (power >= POWERS.length || (power < 0 && -power >= BASE_DIGITS && group != 0)) {
        return NONE;
      }
      long part;
      if (power >= 0) {
        if (group > Long.MAX_VALUE / POWERS[power]) {
          return NONE;
        }
        part = group * POWERS[power];
      } else {
        long tens = -power >= BASE_DIGITS ? BASE : POWERS[-power];
        if (group % tens != 0) {
          return NONE;
        }
        part = group / tens;
      }
      if (part >= POWERS[precision] || result + part >= POWERS[precision]) {
        return NONE;
      }
      result += part;
    }
    return signOf == NEGATIVE ? -result : result;
  }
}
