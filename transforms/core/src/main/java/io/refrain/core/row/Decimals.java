package io.refrain.core.row;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Brings decimals to the form their column stores, exactly or not at all. */
final class Decimals {
  private Decimals() {}

  static BigInteger unscaled(String column, ColumnType type, BigDecimal value) {
    if (value.signum() == 0) {
      return BigInteger.ZERO;
    }
    // Checked before anything is scaled: 1E+999999999 would be a number of a billion digits.
    BigDecimal exact = value.scale() > type.scale() ? value.stripTrailingZeros() : value;
    if (exact.scale() > type.scale()) {
      throw new UnfitValueException(
          column, text(value) + " has more than " + type.scale() + " decimal places");
    }
    if ((long) exact.precision() - exact.scale() > type.precision() - type.scale()) {
      throw new UnfitValueException(
          column, text(value) + " has too many digits for " + type.describe());
    }
    return exact.setScale(type.scale()).unscaledValue();
  }

  private static String text(BigDecimal value) {
    return Math.abs((long) value.scale()) > 100 ? value.toString() : value.toPlainString();
  }

  static byte[] stripped(BigDecimal value) {
    BigDecimal canonical = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    byte[] unscaled = canonical.unscaledValue().toByteArray();
    byte[] out = new byte[Integer.BYTES + unscaled.length];
    BigEndian.putInt(out, 0, canonical.scale());
    System.arraycopy(unscaled, 0, out, Integer.BYTES, unscaled.length);
    return out;
  }
}
