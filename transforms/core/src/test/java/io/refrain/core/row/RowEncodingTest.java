package io.refrain.core.row;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.NanosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single facts of the encoding: canonical forms, and values that have none. */
class RowEncodingTest {
  private static final FieldType DECIMAL_12_2 =
      FieldType.logicalType(FixedPrecisionNumeric.of(12, 2));

  private static byte[] encode(FieldType type, Object value) {
    Schema schema = Schema.builder().addField("c", type).build();
    Row row = Row.withSchema(schema).attachValues(new Object[] {value});
    return new RowConverter(RowLayout.of(schema)).toBytes(row);
  }

  private static UnfitValueException unfit(FieldType type, Object value) {
    UnfitValueException e = assertThrows(UnfitValueException.class, () -> encode(type, value));
    assertThat(e.column(), equalTo("c"));
    return e;
  }

  @ParameterizedTest
  @CsvSource({"1.5,1.50", "100,1E+2", "0,0.000", "-7,-7.0", "0E+30,0"})
  void decimalsOfOneValueHaveOneForm(String one, String other) {
    for (FieldType type : List.of(DECIMAL_12_2, FieldType.DECIMAL)) {
      assertThat(encode(type, new BigDecimal(one)), equalTo(encode(type, new BigDecimal(other))));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1.234,1.234 has more than 2 decimal places",
    "1E-999999999,1E-999999999 has more than 2 decimal places",
    "12345678901.00,'12345678901.00 has too many digits for DECIMAL(12,2)'",
    "1E+999999999,'1E+999999999 has too many digits for DECIMAL(12,2)'"
  })
  void aDecimalThatDoesNotFitIsNamed(String value, String message) {
    assertThat(unfit(DECIMAL_12_2, new BigDecimal(value)).getMessage(), equalTo(message));
  }

  @Test
  void mapsInAnyOrderHaveOneForm() {
    Map<String, Long> one = new LinkedHashMap<>();
    one.put("b", 2L);
    one.put("a", null);
    one.put("ab", 1L);
    Map<String, Long> other = new LinkedHashMap<>();
    other.put("ab", 1L);
    other.put("b", 2L);
    other.put("a", null);
    FieldType type = FieldType.map(FieldType.STRING, FieldType.INT64.withNullable(true));
    assertThat(encode(type, one), equalTo(encode(type, other)));
  }

  @Test
  void aMapKeyWrittenInTwoWaysDoesNotFit() {
    Map<BigDecimal, String> map = new LinkedHashMap<>();
    map.put(new BigDecimal("1.0"), "a");
    map.put(new BigDecimal("1.00"), "b");
    assertThat(
        unfit(FieldType.map(FieldType.DECIMAL, FieldType.STRING), map).getMessage(),
        equalTo("{1.0=a, 1.00=b} has a key twice, written in two ways"));
  }

  @Test
  void everyNaNIsOneValueAndMinusZeroIsNotZero() {
    double oddNaN = Double.longBitsToDouble(0x7ff8000000000001L);
    assertThat(encode(FieldType.DOUBLE, oddNaN), equalTo(encode(FieldType.DOUBLE, Double.NaN)));
    float oddFloat = Float.intBitsToFloat(0x7fc00001);
    assertThat(encode(FieldType.FLOAT, oddFloat), equalTo(encode(FieldType.FLOAT, Float.NaN)));
    assertThat(encode(FieldType.DOUBLE, -0d), not(equalTo(encode(FieldType.DOUBLE, 0d))));
  }

  @Test
  void momentsFinerThanAMicrosecondDoNotFit() {
    Instant fine = Instant.parse("2024-03-15T10:00:00.000000001Z");
    assertThat(
        unfit(FieldType.logicalType(new MicrosInstant()), fine).getMessage(),
        equalTo("2024-03-15T10:00:00.000000001Z is finer than a microsecond"));
    assertThat(
        unfit(FieldType.logicalType(SqlTypes.TIME), LocalTime.of(1, 2, 3, 4)).getMessage(),
        equalTo("01:02:03.000000004 is finer than a microsecond"));
    assertThat(
        unfit(FieldType.logicalType(SqlTypes.DATETIME), LocalDateTime.of(2024, 3, 15, 1, 2, 3, 4))
            .getMessage(),
        equalTo("2024-03-15T01:02:03.000000004 is finer than a microsecond"));
  }

  @Test
  void momentsBeyondTheRangeDoNotFit() {
    assertThat(
        unfit(FieldType.logicalType(SqlTypes.DATE), LocalDate.MAX).getMessage(),
        equalTo("+999999999-12-31 is beyond the range of a date"));
    assertThat(
        unfit(FieldType.logicalType(SqlTypes.DATETIME), LocalDateTime.MIN).getMessage(),
        equalTo("-999999999-01-01T00:00 is beyond the range of a timestamp"));
    assertThat(
        unfit(FieldType.DATETIME, org.joda.time.Instant.ofEpochMilli(Long.MAX_VALUE)).getMessage(),
        containsString(" is beyond the range of a timestamp"));
  }

  @Test
  void nanosecondColumnsAreRefusedWhileThePipelineIsBuilt() {
    Schema schema = Schema.builder().addLogicalTypeField("at", new NanosInstant()).build();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> RowLayout.of(schema));
    assertThat(
        e.getMessage(),
        equalTo(
            "Column 'at' is a timestamp in nanoseconds, which not every store can hold: convert it"
                + " to microseconds (MicrosInstant) or to a BIGINT first."));
  }

  @Test
  void anUnknownColumnIsNamedWithThoseThatThereAre() {
    RowLayout layout =
        RowLayout.of(Schema.builder().addInt64Field("a").addStringField("b").build());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> layout.indexOf("c"));
    assertThat(e.getMessage(), equalTo("Unknown column 'c'. The columns are: [a, b]."));
  }

  @Test
  void columnsOfVariableLengthAreSetInOrder() {
    RowLayout layout =
        RowLayout.of(Schema.builder().addStringField("a").addStringField("b").build());
    RowWriter writer = new RowWriter(layout);
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> writer.setString(1, "x"));
    assertThat(
        e.getMessage(), equalTo("Column b was set out of order: set columns in schema order."));
  }

  @Test
  void aWriterUsedAgainLeavesNothingOfTheRowBefore() {
    Schema schema =
        Schema.builder().addNullableField("a", FieldType.INT64).addStringField("b").build();
    RowLayout layout = RowLayout.of(schema);
    RowConverter converter = new RowConverter(layout);
    byte[] fresh = converter.toBytes(Row.withSchema(schema).addValues(null, "x").build());
    RowConverter used = new RowConverter(layout);
    used.toBytes(Row.withSchema(schema).addValues(-1L, "y".repeat(500)).build());
    assertThat(used.toBytes(Row.withSchema(schema).addValues(null, "x").build()), equalTo(fresh));
  }

  @Test
  void rowsAsTextAreShortenedAndNameTheirColumns() {
    Schema schema =
        Schema.builder().addInt64Field("id").addByteArrayField("b").addStringField("s").build();
    RowLayout layout = RowLayout.of(schema);
    RowConverter converter = new RowConverter(layout);
    byte[] shortRow =
        converter.toBytes(Row.withSchema(schema).addValues(1L, new byte[] {1, -1}, "x").build());
    assertThat(
        new RowText(layout).render(shortRow, 0, shortRow.length), equalTo("{id=1, b=0x01ff, s=x}"));
    byte[] longRow =
        converter.toBytes(
            Row.withSchema(schema).addValues(1L, new byte[0], "x".repeat(1000)).build());
    String text = new RowText(layout).render(longRow, 0, longRow.length);
    assertThat(text.length(), equalTo(503));
    assertThat(text.endsWith("xxx..."), equalTo(true));
  }

  @Test
  void aChecksumOfAnotherLengthIsRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ContentChecksum.parse("abc"));
    assertThat(e.getMessage(), equalTo("A checksum has 32 hexadecimal digits, not 'abc'."));
  }

  @Test
  void theChecksumOfARowNeverChanges() {
    // Stored in targets: another value would make old receipts and new ones disagree.
    byte[] row = encode(FieldType.STRING, "refrain");
    assertThat(
        ContentChecksum.ofRow(row, 0, row.length).toString(),
        equalTo("c4009f9e9d47410e4c2c3da731391fff"));
  }
}
