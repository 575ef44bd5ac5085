package io.refrain.jdbc.postgres;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class NumericFormTest {
  private static final int DIGITS = 18;
  private static final long TOO_MANY = 1_000_000_000_000_000_000L;

  private static byte[] written(NumericForm form) throws SQLException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryBuffer buffer = new BinaryBuffer(out::write);
    form.write(buffer);
    buffer.flush();
    byte[] withLength = out.toByteArray();
    return Arrays.copyOfRange(withLength, Integer.BYTES, withLength.length);
  }

  private static byte[] bytes(BigDecimal value) throws SQLException {
    NumericForm form = new NumericForm();
    form.of(value);
    return written(form);
  }

  @Property(tries = 1000)
  void whatIsWrittenIsReadBack(
      @ForAll @LongRange(min = 1 - TOO_MANY, max = TOO_MANY - 1) long unscaled,
      @ForAll @IntRange(max = DIGITS) int scale)
      throws SQLException {
    NumericForm form = new NumericForm();
    form.of(unscaled, scale);

    assertThat(NumericForm.unscaled(written(form), DIGITS, scale), is(unscaled));
    assertThat(
        NumericForm.unscaled(bytes(BigDecimal.valueOf(unscaled, scale)), DIGITS, scale),
        is(unscaled));
  }

  @Property(tries = 1000)
  void aDecimalIsReadJustWhereItIsExact(
      @ForAll @LongRange(min = -99_999_999, max = 99_999_999) long unscaled,
      @ForAll @IntRange(min = -20, max = 20) int scale,
      @ForAll @IntRange(min = 1, max = DIGITS) int precision,
      @ForAll @IntRange(max = DIGITS) int into)
      throws SQLException {
    BigDecimal value = BigDecimal.valueOf(unscaled, scale);
    long expected;
    try {
      long exact = value.setScale(into).unscaledValue().longValueExact();
      boolean fits =
          BigDecimal.valueOf(Math.abs(exact)).compareTo(BigDecimal.TEN.pow(precision)) < 0;
      expected = fits ? exact : NumericForm.NONE;
    } catch (ArithmeticException e) {
      expected = NumericForm.NONE;
    }

    assertThat(NumericForm.unscaled(bytes(value), Math.max(precision, 1), into), is(expected));
  }

  @Test
  void whatIsNoNumberHasNoValue() {
    byte[] notANumber = {0, 0, 0, 0, (byte) 0xC0, 0, 0, 0};
    byte[] infinity = {0, 0, 0, 0, (byte) 0xD0, 0, 0, 0};

    assertThat(NumericForm.unscaled(notANumber, DIGITS, 2), is(NumericForm.NONE));
    assertThat(NumericForm.unscaled(infinity, DIGITS, 2), is(NumericForm.NONE));
  }
}
