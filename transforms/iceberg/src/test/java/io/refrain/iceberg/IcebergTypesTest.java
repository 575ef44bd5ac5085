package io.refrain.iceberg;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.testing.StoreRun;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.beam.sdk.values.Row;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values, ids and statistics, as Iceberg's own reader sees them. */
class IcebergTypesTest {
  private static final Schema POINT =
      Schema.builder().addInt32Field("x").addNullableField("label", FieldType.STRING).build();

  private static final Schema ALL =
      Schema.builder()
          .addInt64Field("id")
          .addNullableField("flag", FieldType.BOOLEAN)
          .addNullableField("i8", FieldType.BYTE)
          .addNullableField("i16", FieldType.INT16)
          .addNullableField("i32", FieldType.INT32)
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
          .addNullableField("point", FieldType.row(POINT))
          .addNullableField("tags", FieldType.array(FieldType.STRING.withNullable(true)))
          .addNullableField(
              "prices", FieldType.map(FieldType.STRING, FieldType.INT64.withNullable(true)))
          .addNullableField("path", FieldType.array(FieldType.row(POINT).withNullable(true)))
          .build();

  private static final UUID UID = UUID.fromString("01234567-89ab-cdef-8123-456789abcdef");

  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() {
    lake = new Lake(directory);
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  private static Row full() {
    Map<String, Long> prices = new HashMap<>();
    prices.put("a", 1L);
    prices.put("b", null);
    return Row.withSchema(ALL)
        .attachValues(
            1L,
            true,
            (byte) -8,
            (short) -16,
            32,
            1.5f,
            -0.25,
            LocalDate.of(1969, 12, 31),
            LocalTime.of(23, 59, 59, 999_999_000),
            Instant.parse("2024-03-15T10:00:00.000001Z"),
            LocalDateTime.of(1960, 1, 1, 0, 0, 0, 1000),
            new BigDecimal("-1.20"),
            new BigDecimal("123456789012.000001"),
            new BigDecimal("1234567890123456789012345678.0000000001"),
            UID,
            "größe 日本 \uD83D\uDE00 and so on beyond sixteen characters",
            new byte[] {0, -1, 2},
            Row.withSchema(POINT).attachValues(7, null),
            Arrays.asList("x", null),
            prices,
            Arrays.asList(Row.withSchema(POINT).attachValues(8, "l"), null));
  }

  private static Row empty(long id) {
    Object[] values = new Object[ALL.getFieldCount()];
    values[0] = id;
    return Row.withSchema(ALL).attachValues(values);
  }

  private static CommitOutcome write(IcebergTable target, Schema schema, List<Row> rows, long epoch)
      throws IOException {
    RunToken token = new RunToken("orders", ReplaceScope.everything(), epoch);
    return new StoreRun(target, schema, token, CommitPolicy.DEFAULT).run(rows);
  }

  @Test
  void everyTypeIsReadAsItWasWritten() throws IOException {
    IcebergTable target = lake.newTable().createIfMissing();
    assertThat(
        write(target, ALL, List.of(full(), empty(2)), 1),
        instanceOf(CommitOutcome.Committed.class));
    Record row = lake.records(target).get(0);
    assertThat(row.getField("flag"), equalTo(true));
    assertThat(row.getField("i8"), equalTo(-8));
    assertThat(row.getField("i16"), equalTo(-16));
    assertThat(row.getField("f64"), equalTo(-0.25));
    assertThat(row.getField("day"), equalTo(LocalDate.of(1969, 12, 31)));
    assertThat(row.getField("clock"), equalTo(LocalTime.of(23, 59, 59, 999_999_000)));
    assertThat(
        row.getField("instant"),
        equalTo(Instant.parse("2024-03-15T10:00:00.000001Z").atOffset(ZoneOffset.UTC)));
    assertThat(row.getField("local"), equalTo(LocalDateTime.of(1960, 1, 1, 0, 0, 0, 1000)));
    assertThat(row.getField("small"), equalTo(new BigDecimal("-1.20")));
    assertThat(row.getField("medium"), equalTo(new BigDecimal("123456789012.000001")));
    assertThat(
        row.getField("large"), equalTo(new BigDecimal("1234567890123456789012345678.0000000001")));
    assertThat(row.getField("uid"), equalTo(UID));
    assertThat(row.getField("raw"), equalTo(ByteBuffer.wrap(new byte[] {0, -1, 2})));
    assertThat(((Record) row.getField("point")).getField("x"), equalTo(7));
    assertThat(row.getField("tags"), equalTo(Arrays.asList("x", null)));
    assertThat(((Map<?, ?>) row.getField("prices")).get("a"), equalTo(1L));
    assertThat(((Map<?, ?>) row.getField("prices")).containsKey("b"), is(true));
    Record second = lake.records(target).get(1);
    for (int i = 1; i < second.size(); i++) {
      assertThat(second.get(i), equalTo(null));
    }
  }

  @Test
  void whatIsReadBackHasTheSameBytes() throws IOException {
    IcebergTable target = lake.newTable().createIfMissing();
    write(target, ALL, List.of(full(), empty(2)), 1);
    Schema wide = IcebergTypes.layout(lake.table(target).schema()).schema();
    RecordRows rows = new RecordRows(lake.table(target).schema());
    RowConverter converter = new RowConverter(RowLayout.of(wide));
    Object[] values = full().getValues().toArray();
    values[2] = -8;
    values[3] = -16;
    assertThat(
        rows.bytes(lake.records(target).get(0)),
        equalTo(converter.toBytes(Row.withSchema(wide).attachValues(values))));
  }

  @Test
  void statisticsAreThoseOfTheValues() throws IOException {
    IcebergTable target = lake.newTable().createIfMissing();
    write(target, ALL, List.of(full(), empty(2), empty(3)), 1);
    org.apache.iceberg.Schema schema = lake.table(target).schema();
    DataFile file = lake.files(target).get(0).file();
    assertThat(file.recordCount(), equalTo(3L));
    assertThat(file.fileSizeInBytes(), equalTo(Path.of(file.location()).toFile().length()));
    assertThat(lower(file, schema, "id"), equalTo(1L));
    assertThat(upper(file, schema, "id"), equalTo(3L));
    assertThat(lower(file, schema, "day"), equalTo(-1));
    assertThat(upper(file, schema, "instant"), equalTo(1_710_496_800_000_001L));
    assertThat(lower(file, schema, "small"), equalTo(new BigDecimal("-1.20")));
    assertThat(
        upper(file, schema, "large"),
        equalTo(new BigDecimal("1234567890123456789012345678.0000000001")));
    assertThat(lower(file, schema, "uid"), equalTo(UID));
    assertThat(lower(file, schema, "text").toString(), equalTo("größe 日本 \uD83D\uDE00 and s"));
    assertThat(file.nullValueCounts().get(schema.findField("text").fieldId()), equalTo(2L));
    assertThat(file.nullValueCounts().get(schema.findField("point.x").fieldId()), equalTo(2L));
    assertThat(file.valueCounts().get(schema.findField("id").fieldId()), equalTo(3L));
  }

  private static Object lower(DataFile file, org.apache.iceberg.Schema schema, String column) {
    Types.NestedField field = schema.findField(column);
    return Conversions.fromByteBuffer(field.type(), file.lowerBounds().get(field.fieldId()));
  }

  private static Object upper(DataFile file, org.apache.iceberg.Schema schema, String column) {
    Types.NestedField field = schema.findField(column);
    return Conversions.fromByteBuffer(field.type(), file.upperBounds().get(field.fieldId()));
  }

  @Test
  void columnsAreFoundByIdAfterARename() throws IOException {
    IcebergTable target = lake.newTable().createIfMissing();
    write(target, ALL, List.of(full()), 1);
    lake.table(target)
        .updateSchema()
        .renameColumn("text", "words")
        .renameColumn("point.x", "east")
        .commit();
    Record row = lake.records(target).get(0);
    assertThat(row.getField("words").toString(), containsString("größe"));
    assertThat(((Record) row.getField("point")).getField("east"), equalTo(7));
  }

  @Test
  void narrowTypesGoIntoWiderColumns() throws IOException {
    if (lake.loaded() instanceof SupportsNamespaces namespaces) {
      namespaces.createNamespace(Namespace.of("shop"));
    }
    IcebergTable target = lake.newTable();
    lake.loaded()
        .createTable(
            TableIdentifier.parse(target.spec().table()),
            new org.apache.iceberg.Schema(
                Types.NestedField.required(1, "a", Types.LongType.get()),
                Types.NestedField.optional(2, "b", Types.DoubleType.get()),
                Types.NestedField.optional(3, "c", Types.DecimalType.of(38, 2))));
    Schema narrow =
        Schema.builder()
            .addNullableField("a", FieldType.INT32)
            .addField("b", FieldType.FLOAT)
            .addField("c", FieldType.logicalType(FixedPrecisionNumeric.of(9, 2)))
            .build();
    Row row = Row.withSchema(narrow).addValues(-5, 1.5f, new BigDecimal("-7.25")).build();
    write(target, narrow, List.of(row), 1);
    Record stored = lake.records(target).get(0);
    assertThat(stored.getField("a"), equalTo(-5L));
    assertThat(stored.getField("b"), equalTo(1.5));
    assertThat(stored.getField("c"), equalTo(new BigDecimal("-7.25")));
    DataFile file = lake.files(target).get(0).file();
    assertThat(lower(file, lake.table(target).schema(), "a"), equalTo(-5L));
    assertThat(upper(file, lake.table(target).schema(), "c"), equalTo(new BigDecimal("-7.25")));
  }

  @Test
  void aDecimalOfTooManyDigitsIsRefused() {
    Schema schema =
        Schema.builder()
            .addField("amount", FieldType.logicalType(FixedPrecisionNumeric.of(39, 2)))
            .build();
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> IcebergTypes.schema(RowLayout.of(schema)))
            .getMessage(),
        containsString("'amount' is a DECIMAL(39,2), and Iceberg has decimals of 1 to 38"));
  }

  @Test
  void aTypeWithoutACounterpartIsNamed() {
    org.apache.iceberg.Schema schema =
        new org.apache.iceberg.Schema(
            Types.NestedField.required(
                1,
                "outer",
                Types.StructType.of(
                    Types.NestedField.required(2, "at", Types.TimestampNanoType.withZone()))));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> IcebergTypes.layout(schema))
            .getMessage(),
        containsString("Column 'outer.at' is of the type timestamptz_ns"));
  }
}
