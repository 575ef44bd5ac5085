package io.refrain.interop;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;

/** Rows of every type, with the values at which engines part ways; each in a partition alone. */
final class WideRows {
  static final Schema SCHEMA =
      Schema.builder()
          .addInt64Field("id")
          .addField("day", FieldType.logicalType(SqlTypes.DATE))
          .addNullableField("flag", FieldType.BOOLEAN)
          .addNullableField("whole", FieldType.INT32)
          .addNullableField("big", FieldType.INT64)
          .addNullableField("single", FieldType.FLOAT)
          .addNullableField("ratio", FieldType.DOUBLE)
          .addNullableField("born", FieldType.logicalType(SqlTypes.DATE))
          .addNullableField("seen", FieldType.logicalType(new MicrosInstant()))
          .addNullableField("wall", FieldType.logicalType(SqlTypes.DATETIME))
          .addNullableField("small", decimal(9, 2))
          .addNullableField("medium", decimal(18, 4))
          .addNullableField("large", decimal(38, 10))
          .addNullableField("name", FieldType.STRING)
          .addNullableField("raw", FieldType.BYTES)
          .build();

  /** As Spark calls the types. */
  static final List<String> SPARK_TYPES =
      List.of(
          "BIGINT",
          "DATE",
          "BOOLEAN",
          "INT",
          "BIGINT",
          "FLOAT",
          "DOUBLE",
          "DATE",
          "TIMESTAMP",
          "TIMESTAMP_NTZ",
          "DECIMAL(9,2)",
          "DECIMAL(18,4)",
          "DECIMAL(38,10)",
          "STRING",
          "BINARY");

  private static final LocalDate FIRST = LocalDate.of(2024, 3, 1);

  private WideRows() {}

  private static FieldType decimal(int precision, int scale) {
    return FieldType.logicalType(FixedPrecisionNumeric.of(precision, scale));
  }

  static List<Row> rows() {
    return List.of(
        row(
            1,
            true,
            7,
            8L,
            1.5f,
            0.1,
            LocalDate.of(2024, 2, 29),
            Instant.parse("2024-03-10T06:59:59.123456Z"),
            LocalDateTime.parse("2024-03-10T02:30:00.654321"),
            "1234567.89",
            "-12345678901234.5678",
            "1234567890123456789012345678.0123456789",
            "a plain name",
            new byte[] {1, 2, 3}),
        row(2, null, null, null, null, null, null, null, null, null, null, null, null, null),
        row(
            3,
            false,
            Integer.MIN_VALUE,
            Long.MIN_VALUE,
            Float.NaN,
            Double.NaN,
            LocalDate.of(1500, 1, 1),
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            LocalDateTime.parse("1969-12-31T23:59:59.999999"),
            "-9999999.99",
            "-99999999999999.9999",
            "-9999999999999999999999999999.9999999999",
            "",
            new byte[0]),
        row(
            4,
            true,
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            -0.0f,
            -0.0,
            LocalDate.of(9999, 12, 31),
            Instant.parse("9999-12-31T23:59:59.999999Z"),
            LocalDateTime.parse("9999-12-31T23:59:59.999999"),
            "9999999.99",
            "99999999999999.9999",
            "9999999999999999999999999999.9999999999",
            "\uD83D\uDE00".repeat(40),
            new byte[] {-1, -1, -1}),
        row(
            5,
            false,
            0,
            0L,
            Float.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            LocalDate.of(1970, 1, 1),
            Instant.parse("1500-06-01T00:00:00.000001Z"),
            LocalDateTime.parse("1500-06-01T00:00:00.000001"),
            "0.00",
            "0.0001",
            "-0.0000000001",
            "it's a /path=with%20ü:" + "x".repeat(60),
            new byte[40]),
        row(
            6,
            null,
            -1,
            -1L,
            Float.MIN_VALUE,
            -Double.MAX_VALUE,
            LocalDate.of(1969, 12, 31),
            Instant.parse("2024-11-03T05:30:00.000999Z"),
            LocalDateTime.parse("2024-11-03T01:30:00"),
            "-0.01",
            "-0.0001",
            "0.5000000000",
            "\uFFFF\uFFFF".repeat(30),
            "bytes".repeat(20).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static Row row(
      long id,
      Boolean flag,
      Integer whole,
      Long big,
      Float single,
      Double ratio,
      LocalDate born,
      Instant seen,
      LocalDateTime wall,
      String small,
      String medium,
      String large,
      String name,
      byte[] raw) {
    return Row.withSchema(SCHEMA)
        .addValues(id, FIRST.plusDays(id), flag, whole, big, single, ratio, born, seen, wall)
        .addValues(number(small), number(medium), number(large), name, raw)
        .build();
  }

  private static BigDecimal number(String text) {
    return text == null ? null : new BigDecimal(text);
  }

  /** A value as Spark's SQL writes it. */
  static String literal(String type, Object value) {
    if (value instanceof byte[] bytes) {
      return "X'" + HexFormat.of().formatHex(bytes) + "'";
    }
    if (value instanceof String text) {
      return "'" + text.replace("'", "\\'") + "'";
    }
    return "CAST('" + value + "' AS " + type + ")";
  }
}
