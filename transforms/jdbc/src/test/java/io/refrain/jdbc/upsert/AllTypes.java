package io.refrain.jdbc.upsert;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.beam.sdk.values.Row;

/** Rows of every type that a table holds: nulls, ordinary values, and the ends of the ranges. */
public final class AllTypes {
  private AllTypes() {}

  public static List<Row> rows(boolean nullable) {
    return rows(nullable, UnaryOperator.identity());
  }

  /** The same, with other values in place of some. */
  public static List<Row> rows(boolean nullable, UnaryOperator<Object> instead) {
    List<Row> rows = new ArrayList<>();
    long id = 1;
    for (Object[] values : nullable ? VALUES_AND_NULL : VALUES) {
      List<Object> all = new ArrayList<>();
      all.add(id++);
      Arrays.stream(values).map(instead).forEach(all::add);
      rows.add(Row.withSchema(schema(nullable)).addValues(all).build());
    }
    return rows;
  }

  private static Schema schema(boolean nullable) {
    Schema.Builder schema = Schema.builder().addInt64Field("id");
    FieldType[] types = {
      FieldType.BOOLEAN,
      FieldType.BYTE,
      FieldType.INT16,
      FieldType.INT32,
      FieldType.INT64,
      FieldType.FLOAT,
      FieldType.DOUBLE,
      FieldType.logicalType(SqlTypes.DATE),
      FieldType.logicalType(SqlTypes.TIME),
      FieldType.DATETIME,
      FieldType.logicalType(new MicrosInstant()),
      FieldType.logicalType(SqlTypes.DATETIME),
      FieldType.logicalType(FixedPrecisionNumeric.of(12, 2)),
      FieldType.logicalType(FixedPrecisionNumeric.of(38, 10)),
      FieldType.DECIMAL,
      FieldType.logicalType(new UuidLogicalType()),
      FieldType.STRING,
      FieldType.BYTES
    };
    for (int i = 0; i < types.length; i++) {
      schema.addField("c" + i, types[i].withNullable(nullable));
    }
    return schema.build();
  }

  private static final Object[][] VALUES = {
    {
      true,
      (byte) 1,
      (short) 2,
      3,
      4L,
      1.5f,
      2.25,
      LocalDate.parse("2024-02-29"),
      LocalTime.parse("23:59:59.999999"),
      org.joda.time.Instant.parse("2024-03-15T12:00:00.123Z"),
      Instant.parse("2024-03-15T12:00:00.123456Z"),
      LocalDateTime.parse("2024-03-10T02:30:00.000001"),
      new BigDecimal("12.34"),
      new BigDecimal("1234567890123456789012345678.0123456789"),
      new BigDecimal("0.000000000000000000001"),
      UUID.fromString("123e4567-e89b-12d3-a456-426614174000"),
      "text, \"quotes\", {braces}, back\\slash, NULL, \u0130stanbul \uD83D\uDE00\n\t'",
      new byte[] {0, 1, -1, '"', '\\'}
    },
    {
      false,
      Byte.MIN_VALUE,
      Short.MIN_VALUE,
      Integer.MIN_VALUE,
      Long.MIN_VALUE,
      Float.MIN_VALUE,
      Double.MIN_VALUE,
      LocalDate.parse("0001-01-01"),
      LocalTime.MIDNIGHT,
      org.joda.time.Instant.parse("0001-01-01T00:00:00.000Z"),
      Instant.parse("0001-01-01T00:00:00.000001Z"),
      LocalDateTime.parse("0001-01-01T00:00:00"),
      new BigDecimal("-9999999999.99"),
      new BigDecimal("-9999999999999999999999999999.9999999999"),
      new BigDecimal("-1E+40"),
      new UUID(Long.MIN_VALUE, 0),
      "",
      new byte[0]
    },
    {
      true,
      Byte.MAX_VALUE,
      Short.MAX_VALUE,
      Integer.MAX_VALUE,
      Long.MAX_VALUE,
      -Float.MAX_VALUE,
      Double.MAX_VALUE,
      LocalDate.parse("9999-12-31"),
      LocalTime.NOON,
      org.joda.time.Instant.parse("9999-12-31T23:59:59.999Z"),
      Instant.parse("9999-12-31T23:59:59.999999Z"),
      LocalDateTime.parse("9999-12-31T23:59:59.999999"),
      new BigDecimal("9999999999.99"),
      BigDecimal.ZERO,
      BigDecimal.ZERO,
      new UUID(-1, -1),
      "x".repeat(1 << 20),
      "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8)
    },
    {
      true,
      (byte) 0,
      (short) 0,
      0,
      0L,
      Float.NaN,
      Double.NEGATIVE_INFINITY,
      LocalDate.parse("-0044-03-15"),
      LocalTime.parse("00:00:00.000001"),
      org.joda.time.Instant.EPOCH,
      Instant.parse("-0044-03-15T12:00:00.5Z"),
      LocalDateTime.parse("1969-12-31T23:59:59.999999"),
      new BigDecimal("0.01"),
      new BigDecimal("0.0000000001"),
      new BigDecimal("-123.4500"),
      new UUID(0, 0),
      " blanks around ",
      new byte[] {' '}
    }
  };

  private static final Object[][] VALUES_AND_NULL = Arrays.copyOf(VALUES, VALUES.length + 1);

  static {
    VALUES_AND_NULL[VALUES.length] = new Object[VALUES[0].length];
  }
}
