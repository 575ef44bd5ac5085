package io.refrain.core.row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.EnumerationType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.beam.sdk.values.Row;

/** Random schemas, and rows of them. */
final class RandomRows {
  private static final EnumerationType COLOURS = EnumerationType.create("red", "green", "blue");

  static final List<FieldType> FLAT =
      List.of(
          FieldType.BOOLEAN,
          FieldType.BYTE,
          FieldType.INT16,
          FieldType.INT32,
          FieldType.INT64,
          FieldType.FLOAT,
          FieldType.DOUBLE,
          FieldType.STRING,
          FieldType.BYTES,
          FieldType.DATETIME,
          FieldType.DECIMAL,
          FieldType.logicalType(SqlTypes.DATE),
          FieldType.logicalType(SqlTypes.TIME),
          FieldType.logicalType(SqlTypes.DATETIME),
          FieldType.logicalType(new MicrosInstant()),
          FieldType.logicalType(new UuidLogicalType()),
          FieldType.logicalType(FixedPrecisionNumeric.of(12, 2)),
          FieldType.logicalType(FixedPrecisionNumeric.of(30, 5)),
          FieldType.logicalType(COLOURS));

  private RandomRows() {}

  static Arbitrary<FieldType> types() {
    Arbitrary<FieldType> flat = Arbitraries.of(FLAT);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(8, flat),
        net.jqwik.api.Tuple.of(1, flat.map(type -> FieldType.array(type.withNullable(true)))),
        net.jqwik.api.Tuple.of(
            1, flat.map(type -> FieldType.map(FieldType.STRING, type.withNullable(true)))),
        net.jqwik.api.Tuple.of(
            1,
            flat.list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(types -> FieldType.row(schema(types, false)))),
        net.jqwik.api.Tuple.of(
            1,
            flat.map(
                type ->
                    FieldType.array(
                        FieldType.row(schema(List.of(type, FieldType.STRING), true))))));
  }

  static Arbitrary<Schema> schemas() {
    return Combinators.combine(
            types().list().ofMinSize(1).ofMaxSize(10), Arbitraries.of(true, false))
        .as(RandomRows::schema);
  }

  private static Schema schema(List<FieldType> types, boolean nullable) {
    Schema.Builder out = Schema.builder();
    for (int i = 0; i < types.size(); i++) {
      out.addField("c" + i, types.get(i).withNullable(nullable || i % 2 == 1));
    }
    return out.build();
  }

  /** Lists of rows of one random schema. */
  static Arbitrary<List<Row>> rows(int most) {
    return schemas().flatMap(schema -> rowsOf(schema).list().ofMinSize(1).ofMaxSize(most));
  }

  static Arbitrary<Row> rowsOf(Schema schema) {
    List<Arbitrary<Object>> values = new ArrayList<>();
    schema.getFields().forEach(field -> values.add(values(field.getType())));
    return Combinators.combine(values).as(list -> Row.withSchema(schema).addValues(list).build());
  }

  static Arbitrary<Object> values(FieldType type) {
    Arbitrary<Object> values = notNull(type).map(value -> value);
    return type.getNullable() ? values.injectNull(0.2) : values;
  }

  static Arbitrary<String> strings() {
    return Arbitraries.of("a", "b", "z", " ", "/", "%", "=", "ü", "€", "\uD83D\uDE00", "\u0000")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  private static Arbitrary<?> notNull(FieldType type) {
    return switch (type.getTypeName()) {
      case BOOLEAN -> Arbitraries.of(true, false);
      case BYTE -> Arbitraries.bytes();
      case INT16 -> Arbitraries.shorts();
      case INT32 -> Arbitraries.integers();
      case INT64 -> Arbitraries.longs();
      case FLOAT ->
          Arbitraries.oneOf(
              Arbitraries.floats(), Arbitraries.of(Float.NaN, -0f, 0f, Float.NEGATIVE_INFINITY));
      case DOUBLE ->
          Arbitraries.oneOf(
              Arbitraries.doubles(), Arbitraries.of(Double.NaN, -0d, 0d, Double.MIN_VALUE));
      case STRING -> strings();
      case BYTES -> Arbitraries.bytes().array(byte[].class).ofMaxSize(20);
      case DATETIME ->
          Arbitraries.longs()
              .between(-9_000_000_000_000L, 9_000_000_000_000L)
              .map(org.joda.time.Instant::ofEpochMilli);
      case DECIMAL -> Arbitraries.bigDecimals().ofScale(3).map(RandomRows::stripped);
      case ARRAY, ITERABLE -> values(type.getCollectionElementType()).list().ofMaxSize(4);
      case MAP -> Arbitraries.maps(strings(), values(type.getMapValueType())).ofMaxSize(4);
      case ROW -> rowsOf(type.getRowSchema());
      case LOGICAL_TYPE -> logical(type);
    };
  }

  private static BigDecimal stripped(BigDecimal value) {
    return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
  }

  private static Arbitrary<?> logical(FieldType type) {
    String id = type.getLogicalType().getIdentifier();
    Arbitrary<Long> micros =
        Arbitraries.longs().between(-60_000_000_000_000_000L, 60_000_000_000_000_000L);
    if (id.equals(SqlTypes.DATE.getIdentifier())) {
      return Arbitraries.integers().between(-800_000, 800_000).map(LocalDate::ofEpochDay);
    } else if (id.equals(SqlTypes.TIME.getIdentifier())) {
      return Arbitraries.longs()
          .between(0, 86_399_999_999L)
          .map(value -> LocalTime.ofNanoOfDay(value * 1000));
    } else if (id.equals(SqlTypes.DATETIME.getIdentifier())) {
      return micros.map(value -> LocalDateTime.ofInstant(instant(value), ZoneOffset.UTC));
    } else if (id.equals(MicrosInstant.IDENTIFIER)) {
      return micros.map(RandomRows::instant);
    } else if (id.equals(UuidLogicalType.IDENTIFIER)) {
      return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    } else if (type.getLogicalType() instanceof EnumerationType colours) {
      return Arbitraries.of("red", "green", "blue").map(colours::valueOf);
    }
    ColumnType decimal = ColumnTypes.of("c", type);
    BigInteger bound = BigInteger.TEN.pow(decimal.precision()).subtract(BigInteger.ONE);
    return Arbitraries.bigIntegers()
        .between(bound.negate(), bound)
        .map(unscaled -> new BigDecimal(unscaled, decimal.scale()));
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
  }
}
