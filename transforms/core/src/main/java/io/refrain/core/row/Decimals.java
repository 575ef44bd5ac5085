package io.refrain.core.row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Brings decimals to the form their column stores, exactly or not at all. */
final class Decimals {
  private Decimals() {}

  static BigInteger unscaled(String column, ColumnType type, BigDecimal value) {
    BigDecimal scaled;
    try {
      scaled = value.setScale(type.scale(), RoundingMode.UNNECESSARY);
    } catch (ArithmeticException e) {
      throw new UnfitValueException(
          column, value.toPlainString() + " has more than " + type.scale() + " decimal places");
    }
    if (scaled.precision() > type.precision() && scaled.signum() != 0) {
      throw new UnfitValueException(
          column, value.toPlainString() + " has too many digits for " + type.describe());
    }
    return scaled.unscaledValue();
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
