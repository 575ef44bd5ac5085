package io.refrain.delta;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.delta.kernel.TableManager;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.StoreRun;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types, statistics, partition values and columns, as another reader of Delta sees them. */
class DeltaColumnsTest {
  private static final Schema EVERY =
      Schema.builder()
          .addInt64Field("id")
          .addNullableField("flag", FieldType.BOOLEAN)
          .addNullableField("i8", FieldType.BYTE)
          .addNullableField("i16", FieldType.INT16)
          .addNullableField("i32", FieldType.INT32)
          .addNullableField("f32", FieldType.FLOAT)
          .addNullableField("f64", FieldType.DOUBLE)
          .addNullableField("day", FieldType.logicalType(SqlTypes.DATE))
          .addNullableField("at", FieldType.logicalType(new MicrosInstant()))
          .addNullableField("local", FieldType.logicalType(SqlTypes.DATETIME))
          .addNullableField("small", FieldType.logicalType(FixedPrecisionNumeric.of(9, 2)))
          .addNullableField("medium", FieldType.logicalType(FixedPrecisionNumeric.of(18, 6)))
          .addNullableField("large", FieldType.logicalType(FixedPrecisionNumeric.of(38, 10)))
          .addNullableField("text", FieldType.STRING)
          .addNullableField("raw", FieldType.BYTES)
          .build();

  @TempDir Path dir;

  private Path root() {
    return dir.resolve("table");
  }

  private DeltaTable table() {
    return DeltaTable.at(root().toString()).createIfMissing();
  }

  private static void load(DeltaTable table, Schema schema, long epoch, List<Row> rows)
      throws Exception {
    run(table, schema, epoch).run(rows).receiptOrThrow();
  }

  private static StoreRun run(DeltaTable table, Schema schema, long epoch) {
    RunToken token = new RunToken("orders", ReplaceScope.everything(), epoch);
    return new StoreRun(table, schema, token, CommitPolicy.DEFAULT);
  }

  private static Row every(long id, Object... rest) {
    List<Object> values = new ArrayList<>(List.of(id));
    values.addAll(java.util.Arrays.asList(rest));
    return Row.withSchema(EVERY).attachValues(values.toArray());
  }

  private static final String LONG_TEXT = "größe ".repeat(10);

  private static final List<Row> ROWS =
      List.of(
          every(
              -5,
              true,
              (byte) -128,
              (short) 300,
              -70_000,
              1.5f,
              -2.25,
              LocalDate.of(1969, 12, 31),
              Instant.parse("1969-12-31T23:59:59.999999Z"),
              LocalDateTime.parse("2024-03-15T10:00:00.000001"),
              new BigDecimal("-1234567.89"),
              new BigDecimal("0.000001"),
              new BigDecimal("-1234567890123456789012345678.0123456789"),
              LONG_TEXT,
              new byte[] {1, 2}),
          every(
              7,
              false,
              (byte) 127,
              (short) -300,
              70_000,
              -1.5f,
              2.25,
              LocalDate.of(2024, 3, 15),
              Instant.parse("2024-03-15T10:00:00.123456Z"),
              LocalDateTime.parse("2024-03-15T10:00:00.5"),
              new BigDecimal("10.00"),
              new BigDecimal("123456789012.000000"),
              new BigDecimal("1.0000000000"),
              "a",
              new byte[0]),
          every(
              8, null, null, null, null, null, null, null, null, null, null, null, null, null,
              null));

  @Test
  void everyTypeIsReadAsItWasWritten() throws Exception {
    load(table(), EVERY, 1, ROWS);

    List<Row> read = KernelReader.read(root(), EVERY);

    RowConverter converter = new RowConverter(RowLayout.of(EVERY));
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();
    ROWS.forEach(row -> expected.add(java.util.Arrays.toString(converter.toBytes(row))));
    read.forEach(row -> found.add(java.util.Arrays.toString(converter.toBytes(row))));
    assertThat(found, is(expected));
    assertThat(
        new Log(root()).newest("metaData").path("schemaString").asText(),
        containsString("\"name\":\"large\",\"type\":\"decimal(38,10)\",\"nullable\":true"));
  }

  @Test
  void statisticsBoundEveryValue() throws Exception {
    load(table(), EVERY, 1, ROWS);

    JsonNode stats =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(new Log(root()).newest("add").path("stats").asText());

    assertThat(stats.path("numRecords").asInt(), is(3));
    JsonNode least = stats.path("minValues");
    JsonNode greatest = stats.path("maxValues");
    assertThat(least.path("id").asLong(), is(-5L));
    assertThat(greatest.path("id").asLong(), is(8L));
    assertThat(least.path("i8").asInt(), is(-128));
    assertThat(greatest.path("i16").asInt(), is(300));
    assertThat(least.path("f32").asDouble(), is(-1.5));
    assertThat(least.path("day").asText(), is("1969-12-31"));
    assertThat(least.path("at").asText(), is("1969-12-31T23:59:59.999Z"));
    assertThat(greatest.path("at").asText(), is("2024-03-15T10:00:00.124Z"));
    assertThat(least.path("local").asText(), is("2024-03-15T10:00:00.000"));
    assertThat(greatest.path("local").asText(), is("2024-03-15T10:00:00.500"));
    assertThat(least.path("small").decimalValue(), is(new BigDecimal("-1234567.89")));
    assertThat(
        new Log(root()).newest("add").path("stats").asText(),
        containsString("\"large\":-1234567890123456789012345678.0123456789"));
    assertThat(least.path("text").asText(), is("a"));
    assertThat(
        greatest.path("text").asText(),
        is(LONG_TEXT.substring(0, 32) + Character.toString(Character.MAX_CODE_POINT)));
    assertThat(greatest.has("raw"), is(false));
    assertThat(greatest.has("flag"), is(false));
    assertThat(stats.path("nullCount").path("flag").asInt(), is(1));
    assertThat(stats.path("nullCount").path("id").asInt(), is(0));
    assertThat(stats.path("nullCount").size(), is(EVERY.getFieldCount()));
  }

  @Test
  void statisticsNeverHideARowFromAReader() throws Exception {
    load(table(), EVERY, 1, ROWS);
    Instant at = Instant.parse("2024-03-15T10:00:00.123456Z");
    long micros = at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;

    assertThat(filesWith(greaterOrEqual("at", Literal.ofTimestamp(micros))), is(1));
    assertThat(filesWith(greaterOrEqual("at", Literal.ofTimestamp(micros + 2000))), is(0));
    assertThat(filesWith(greaterOrEqual("text", Literal.ofString(LONG_TEXT))), is(1));
    assertThat(filesWith(greaterOrEqual("text", Literal.ofString("h"))), is(0));
    assertThat(
        filesWith(
            greaterOrEqual(
                "medium", Literal.ofDecimal(new BigDecimal("123456789012.000000"), 18, 6))),
        is(1));
    assertThat(filesWith(greaterOrEqual("id", Literal.ofLong(9))), is(0));
  }

  private static Predicate greaterOrEqual(String column, Literal value) {
    return new Predicate(">=", new Column(column), value);
  }

  private int filesWith(Predicate filter) throws Exception {
    Engine engine = DefaultEngine.create(new Configuration());
    int files = 0;
    try (var batches =
        TableManager.loadSnapshot(root().toString())
            .build(engine)
            .getScanBuilder()
            .withFilter(filter)
            .build()
            .getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (var rows = batches.next().getRows()) {
          while (rows.hasNext()) {
            rows.next();
            files++;
          }
        }
      }
    }
    return files;
  }

  @Test
  void nanHasNoBounds() throws Exception {
    Schema schema = Schema.builder().addInt64Field("id").addDoubleField("x").build();
    load(
        table(),
        schema,
        1,
        List.of(
            Row.withSchema(schema).attachValues(1L, Double.NaN),
            Row.withSchema(schema).attachValues(2L, 1.0),
            Row.withSchema(schema).attachValues(3L, Double.NEGATIVE_INFINITY)));

    JsonNode stats =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(new Log(root()).newest("add").path("stats").asText());

    assertThat(stats.path("minValues").has("x"), is(false));
    assertThat(stats.path("maxValues").has("x"), is(false));
    assertThat(filesWith(greaterOrEqual("x", Literal.ofDouble(5))), is(1));
  }

  @Test
  void nestedRowsHaveStatisticsListsHaveNone() throws Exception {
    Schema point = Schema.builder().addInt32Field("x").addNullableStringField("label").build();
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addNullableField("point", FieldType.row(point))
            .addNullableField("tags", FieldType.array(FieldType.STRING.withNullable(true)))
            .addNullableField("prices", FieldType.map(FieldType.STRING, FieldType.DOUBLE))
            .build();
    load(
        table(),
        schema,
        1,
        List.of(
            Row.withSchema(schema)
                .attachValues(
                    1L,
                    Row.withSchema(point).attachValues(4, "b"),
                    List.of("t"),
                    java.util.Map.of("k", 1.0)),
            Row.withSchema(schema).attachValues(2L, null, null, null)));

    String stats = new Log(root()).newest("add").path("stats").asText();

    assertThat(
        stats,
        is(
            "{\"numRecords\":2,\"minValues\":{\"id\":1,\"point\":{\"x\":4,\"label\":\"b\"}},"
                + "\"maxValues\":{\"id\":2,\"point\":{\"x\":4,\"label\":\"b\"}},"
                + "\"nullCount\":{\"id\":0,\"point\":{\"x\":1,\"label\":1}}}"));
    assertThat(
        KernelReader.read(root(), Schema.builder().addInt64Field("id").build()).size(), is(2));
  }

  @Test
  void columnsBeyondTheTablesNumberHaveNoStatistics() throws Exception {
    load(table(), EVERY, 1, ROWS);
    Log log = new Log(root());
    log.append(
        log.changed(
            "metaData",
            m -> m.withObject("/configuration").put("delta.dataSkippingNumIndexedCols", "1")));

    load(table(), EVERY, 2, ROWS);

    assertThat(
        log.newest("add").path("stats").asText(),
        is(
            "{\"numRecords\":3,\"minValues\":{\"id\":-5},\"maxValues\":{\"id\":8},"
                + "\"nullCount\":{\"id\":0}}"));
  }

  @Test
  void partitionValuesOfEveryTypeComeBack() throws Exception {
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addField("at", FieldType.logicalType(new MicrosInstant()))
            .addField("local", FieldType.logicalType(SqlTypes.DATETIME))
            .addField("amount", FieldType.logicalType(FixedPrecisionNumeric.of(12, 2)))
            .addNullableField("name", FieldType.STRING)
            .addBooleanField("flag")
            .build();
    List<Row> rows =
        List.of(
            Row.withSchema(schema)
                .attachValues(
                    1L,
                    Instant.parse("2024-03-15T10:00:00.123456Z"),
                    LocalDateTime.parse("2024-03-15T10:00:00"),
                    new BigDecimal("12.30"),
                    "a b/c=d%e:ü?#",
                    true),
            Row.withSchema(schema)
                .attachValues(
                    2L,
                    Instant.parse("2024-03-15T10:00:00Z"),
                    LocalDateTime.parse("2024-03-15T10:00:00.5"),
                    new BigDecimal("-1.00"),
                    null,
                    false));
    DeltaTable table = table().partitionedBy("at", "local", "amount", "name", "flag");
    load(table, schema, 1, rows);
    load(table, schema, 2, rows);

    assertThat(Orders.text(KernelReader.read(root(), schema)), is(Orders.text(rows)));
    Log log = new Log(root());
    List<String> values = new ArrayList<>();
    log.actions(1, "add")
        .forEach(add -> values.add(add.path("partitionValues").path("at").asText()));
    assertThat(
        values.stream().sorted().toList(),
        contains("2024-03-15T10:00:00.000000Z", "2024-03-15T10:00:00.123456Z"));
    assertThat(log.live().size(), is(2));
  }

  // Columns come and go.

  private static final Schema MORE =
      Schema.builder().addFields(Orders.SCHEMA.getFields()).addNullableStringField("note").build();

  private static Row more(long id, String note) {
    return Row.withSchema(MORE).attachValues(id, Orders.DAY_1, "p", new BigDecimal("1.00"), note);
  }

  @Test
  void newColumnsAreAddedOnlyWhenAllowed() throws Exception {
    DeltaTable days = table().partitionedBy(Orders.DATE);
    StoreRun.of(days, Orders.month("2024-03"), 1)
        .run(Orders.all(Orders.orders(Orders.DAY_1, 1, 1), Orders.orders(Orders.DAY_2, 2, 1)))
        .receiptOrThrow();
    RunToken token = new RunToken("orders", Orders.day(Orders.DAY_1), 2);
    StoreRun refused = new StoreRun(days, MORE, token, CommitPolicy.DEFAULT);

    RefrainException e =
        assertThrows(RefrainException.class, () -> refused.run(List.of(more(1, "n"))));
    new StoreRun(days.addNewColumns(), MORE, token, CommitPolicy.DEFAULT)
        .run(List.of(more(1, "n")))
        .receiptOrThrow();

    assertThat(
        e.getMessage(),
        containsString("column 'note' (VARCHAR) is new. Allow it with addNewColumns(). Nothing"));
    assertThat(
        Orders.text(KernelReader.read(root(), MORE)),
        contains("[1, 2024-03-15, p, 1.00, n]", "[2, 2024-03-16, product 2, 2.25, null]"));
    assertThat(new Log(root()).actions(1, "metaData").size(), is(1));
    RefrainException missing =
        assertThrows(
            RefrainException.class,
            () ->
                StoreRun.of(days, Orders.day(Orders.DAY_1), 3)
                    .run(Orders.orders(Orders.DAY_1, 1, 1)));
    assertThat(missing.getMessage(), containsString("it has no column 'note' (string)"));
  }

  private String refusal(DeltaTable table, Schema schema) throws Exception {
    load(table(), Schema.builder().addInt64Field("id").addInt32Field("n").build(), 1, List.of());
    RefrainException e =
        assertThrows(RefrainException.class, () -> run(table, schema, 2).run(List.of()));
    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    assertThat(e.getMessage(), containsString("the run does not have the columns of the table: "));
    return e.getMessage();
  }

  @Test
  void anotherTypeIsRefusedWithBothNamed() throws Exception {
    assertThat(
        refusal(table(), Schema.builder().addInt64Field("id").addInt64Field("n").build()),
        containsString("column 'n' is BIGINT (long), and in the table it is integer. Nothing"));
  }

  @Test
  void aNewColumnThatIsNotNullIsRefused() throws Exception {
    Schema schema =
        Schema.builder().addInt64Field("id").addInt32Field("n").addInt32Field("m").build();
    assertThat(
        refusal(table().addNewColumns(), schema),
        containsString(
            "column 'm' (INTEGER, not null) is new, and the rows that stay have no value for it"));
  }

  @Test
  void aNewColumnThatDiffersOnlyInCaseIsRefused() throws Exception {
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addInt32Field("n")
            .addNullableField("ID", FieldType.INT64)
            .build();
    assertThat(
        refusal(table().addNewColumns(), schema),
        containsString("column 'ID' (BIGINT) differs only in case from the table's 'id'"));
  }

  @Test
  void aNewLocalTimestampNeedsItsFeature() throws Exception {
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addInt32Field("n")
            .addNullableField("local", FieldType.logicalType(SqlTypes.DATETIME))
            .build();
    assertThat(
        refusal(table().addNewColumns(), schema),
        containsString("has not the table feature 'timestampNtz', which such a column needs"));
  }

  @Test
  void aNullThatTheTableDoesNotTakeRejectsItsRow() throws Exception {
    load(table(), Schema.builder().addInt64Field("id").build(), 1, List.of());
    Schema nullable = Schema.builder().addNullableField("id", FieldType.INT64).build();
    RowLayout layout = RowLayout.of(nullable);
    byte[] bytes =
        new RowConverter(layout).toBytes(Row.withSchema(nullable).attachValues((Object) null));
    byte[] fine = new RowConverter(layout).toBytes(Row.withSchema(nullable).attachValues(1L));

    try (ReplaceStore store = table().open(layout)) {
      assertThat(
          store.unfit(new RowCursor(layout).at(bytes, 0, bytes.length)),
          is(
              Optional.of(
                  new ReplaceStore.Unfit(
                      RejectedRow.Code.NULL_VALUE, "id", "the table's column takes no null"))));
      assertThat(store.unfit(new RowCursor(layout).at(fine, 0, fine.length)), is(Optional.empty()));
    }
  }
}
