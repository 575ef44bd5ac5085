package io.refrain.parquet.file;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.beam.sdk.values.Row;

/** A schema with every type, flat and nested, and random rows of it with nulls. */
final class EveryType {
  static final Schema FLAT =
      Schema.builder()
          .addInt64Field("id")
          .addNullableField("flag", FieldType.BOOLEAN)
          .addNullableField("i8", FieldType.BYTE)
          .addNullableField("i16", FieldType.INT16)
          .addNullableField("i32", FieldType.INT32)
          .addNullableField("i64", FieldType.INT64)
          .addNullableField("f32", FieldType.FLOAT)
          .addNullableField("f64", FieldType.DOUBLE)
          .addNullableField("day", FieldType.logicalType(SqlTypes.DATE))
          .addNullableField("clock", FieldType.logicalType(SqlTypes.TIME))
          .addNullableField("instant", FieldType.logicalType(new MicrosInstant()))
          .addNullableField("local", FieldType.logicalType(SqlTypes.DATETIME))
          .addNullableField("small", FieldType.logicalType(FixedPrecisionNumeric.of(9, 2)))
          .addNullableField("medium", FieldType.logicalType(FixedPrecisionNumeric.of(18, 6)))
          .addNullableField("large", FieldType.logicalType(FixedPrecisionNumeric.of(38, 10)))
          .addNullableField("uid", FieldType.logicalType(new UuidLogicalType()))
          .addNullableField("text", FieldType.STRING)
          .addNullableField("raw", FieldType.BYTES)
          .build();

  private static final Schema POINT =
      Schema.builder()
          .addInt32Field("x")
          .addNullableField("labels", FieldType.array(FieldType.STRING.withNullable(true)))
          .build();

  static final Schema NESTED =
      Schema.builder()
          .addFields(FLAT.getFields())
          .addNullableField("point", FieldType.row(POINT))
          .addNullableField("tags", FieldType.array(FieldType.STRING.withNullable(true)))
          .addNullableField(
              "prices",
              FieldType.map(
                  FieldType.STRING,
                  FieldType.logicalType(FixedPrecisionNumeric.of(38, 2)).withNullable(true)))
          .addNullableField("path", FieldType.array(FieldType.row(POINT).withNullable(true)))
          .addNullableField(
              "grid",
              FieldType.array(
                  FieldType.array(FieldType.logicalType(SqlTypes.DATE).withNullable(true))
                      .withNullable(true)))
          .build();

  private final Random random;

  EveryType(long seed) {
    this.random = new Random(seed);
  }

  List<Row> rows(Schema schema, int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Object> values = new ArrayList<>();
      values.add((long) i);
      for (Schema.Field field : schema.getFields().subList(1, schema.getFieldCount())) {
        values.add(random.nextInt(4) == 0 ? null : value(field.getType()));
      }
      rows.add(Row.withSchema(schema).attachValues(values.toArray()));
    }
    return rows;
  }

  private Object value(FieldType type) {
    return switch (type.getTypeName()) {
      case BOOLEAN -> random.nextBoolean();
      case BYTE -> (byte) random.nextInt();
      case INT16 -> (short) random.nextInt();
      case INT32 -> random.nextInt();
      case INT64 -> random.nextLong();
      case FLOAT -> random.nextInt(5) == 0 ? Float.NaN : random.nextFloat();
      case DOUBLE -> random.nextInt(5) == 0 ? -0.0 : random.nextGaussian();
      case STRING -> text();
      case BYTES -> text().getBytes(StandardCharsets.UTF_8);
      case ARRAY -> list(type.getCollectionElementType());
      case MAP -> map(type);
      case ROW -> {
        Schema schema = type.getRowSchema();
        yield Row.withSchema(schema)
            .attachValues(random.nextInt(9), random.nextBoolean() ? null : labels());
      }
      default -> logical(type);
    };
  }

  private Object labels() {
    return Arrays.asList("a", null, text());
  }

  private Object logical(FieldType type) {
    String id = type.getLogicalType().getIdentifier();
    long micros = random.nextLong() % 200_000_000_000_000_000L;
    if (id.equals(SqlTypes.DATE.getIdentifier())) {
      return LocalDate.ofEpochDay(random.nextInt(2_000_000) - 500_000);
    } else if (id.equals(SqlTypes.TIME.getIdentifier())) {
      return LocalTime.ofNanoOfDay(random.nextInt(1_000_000_000) * 1000L);
    } else if (id.equals(MicrosInstant.IDENTIFIER)) {
      return Instant.EPOCH.plusSeconds(micros / 1_000_000).plusNanos(micros % 1_000_000 * 1000);
    } else if (id.equals(SqlTypes.DATETIME.getIdentifier())) {
      return LocalDateTime.of(1970, 1, 1, 0, 0)
          .plusSeconds(micros / 1_000_000)
          .plusNanos(micros % 1_000_000 * 1000);
    } else if (id.equals(UuidLogicalType.IDENTIFIER)) {
      return new UUID(random.nextLong(), random.nextLong());
    }
    Row argument = (Row) type.getLogicalType().getArgument();
    int precision = argument.getInt32("precision");
    BigInteger limit = BigInteger.TEN.pow(1 + random.nextInt(precision));
    BigInteger unscaled = new BigInteger(200, random).mod(limit);
    int scale = argument.getInt32("scale");
    return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale);
  }

  private String text() {
    String[] texts = {"", "plain", "größe", "日本", "\uD83D\uDE00", "a\nb\t\"c\"", "x".repeat(300)};
    return texts[random.nextInt(texts.length)] + random.nextInt(20);
  }

  private List<Object> list(FieldType element) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.getNullable() && random.nextInt(4) == 0 ? null : value(element));
    }
    return list;
  }

  private Map<Object, Object> map(FieldType type) {
    Map<Object, Object> map = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      map.put(text(), random.nextInt(4) == 0 ? null : value(type.getMapValueType()));
    }
    return map;
  }
}
