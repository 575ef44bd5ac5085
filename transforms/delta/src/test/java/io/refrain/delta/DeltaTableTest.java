package io.refrain.delta;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.DAY_2;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.month;
import static io.refrain.core.testing.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import io.refrain.core.ReplaceScope;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.core.row.RowLayout;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.Pipelines;
import io.refrain.parquet.file.Compression;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table as pipelines use it. */
class DeltaTableTest {
  private static final List<Row> ROWS = all(orders(DAY_1, 1, 5), orders(DAY_2, 11, 4));

  @TempDir Path dir;

  private DeltaTable table() {
    return DeltaTable.at(dir.resolve("orders").toString())
        .partitionedBy(Orders.DATE)
        .createIfMissing();
  }

  private static Pipeline pipeline(
      DeltaTable table, ReplaceScope scope, long epoch, List<Row> rows) {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(
            Create.of(rows).withRowSchema(rows.isEmpty() ? Orders.SCHEMA : rows.get(0).getSchema()))
        .apply(
            PartitionReplaceSink.<Row>into(table).scope(scope).pipelineName("orders").epoch(epoch));
    return pipeline;
  }

  private void load(DeltaTable table, ReplaceScope scope, long epoch, List<Row> rows) {
    pipeline(table, scope, epoch, rows).run().waitUntilFinish();
  }

  private List<String> content() {
    return Orders.text(KernelReader.read(table().directory(), Orders.SCHEMA));
  }

  @Test
  void aJobThatRunsTwiceLeavesEachRowOnce() throws IOException {
    load(table(), month("2024-03"), 1, ROWS);
    load(table(), month("2024-03"), 2, ROWS);
    load(table(), month("2024-03"), 2, ROWS);

    assertThat(content(), is(Orders.text(ROWS)));
    assertThat(table().ledger().size(), is(1));
    assertThat(new Log(table().directory()).version(), is(1L));
  }

  @Test
  void anIntervalWithoutRowsBecomesEmpty() {
    load(table(), month("2024-03"), 1, ROWS);
    load(table(), Orders.day(DAY_1), 2, List.of());

    assertThat(content(), is(Orders.text(orders(DAY_2, 11, 4))));
  }

  @Test
  void aTableWithoutPartitionsIsReplacedAsAWhole() {
    DeltaTable whole = DeltaTable.at(dir.resolve("orders").toString()).createIfMissing();
    load(whole, ReplaceScope.everything(), 1, ROWS);
    load(whole, ReplaceScope.everything(), 2, ROWS.subList(0, 2));

    assertThat(content(), is(Orders.text(ROWS.subList(0, 2))));
  }

  @Test
  void anOlderRunFailsLoudly() {
    load(table(), month("2024-03"), 2, ROWS);

    RefrainException e =
        Pipelines.failure(pipeline(table(), month("2024-03"), 1, ROWS.subList(0, 1)));

    assertThat(e.kind(), is(RefrainException.Kind.SUPERSEDED));
    assertThat(content(), is(Orders.text(ROWS)));
  }

  @Test
  void aNullWhereTheTableTakesNoneRejectsTheRowAndTheRun() {
    load(table(), month("2024-03"), 1, ROWS);
    Schema nullable =
        Schema.builder()
            .addFields(Orders.SCHEMA.getFields().subList(0, 3))
            .addNullableField("amount", Orders.SCHEMA.getField("amount").getType())
            .build();
    Row bad = Row.withSchema(nullable).attachValues(1L, DAY_1, "p", null);
    Row good = Row.withSchema(nullable).attachValues(2L, DAY_1, "p", new BigDecimal("1.00"));

    RefrainException e =
        Pipelines.failure(pipeline(table(), month("2024-03"), 2, List.of(bad, good)));

    assertThat(e.kind(), is(RefrainException.Kind.REJECTED_ROWS));
    assertThat(
        e.getMessage(), containsString("null_value in amount: the table's column takes no null"));
    assertThat(content(), is(Orders.text(ROWS)));
  }

  @Test
  void aMissingTableIsRefusedBeforeAnythingIsStaged() {
    DeltaTable missing = DeltaTable.at(dir.resolve("orders").toString()).partitionedBy(Orders.DATE);

    RefrainException e = Pipelines.failure(pipeline(missing, month("2024-03"), 1, ROWS));

    assertThat(e.getMessage(), containsString("There is no Delta table at "));
    assertThat(Files.exists(dir.resolve("orders")), is(false));
  }

  private static String refused(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  private String unfit(FieldType type) {
    RowLayout layout =
        RowLayout.of(Schema.builder().addInt64Field("id").addField("x", type).build());
    return refused(() -> DeltaTable.at("/t").check(layout, ReplaceScope.everything()));
  }

  @Test
  void typesThatDeltaDoesNotHaveAreRefusedWhileThePipelineIsBuilt() {
    assertThat(
        unfit(FieldType.logicalType(SqlTypes.TIME)),
        is(
            "Column 'x' is TIME, which a Delta table cannot hold: make it a STRING, or a BIGINT of"
                + " microseconds."));
    assertThat(
        unfit(FieldType.logicalType(new UuidLogicalType())),
        is("Column 'x' is UUID, which a Delta table cannot hold: make it a STRING."));
    assertThat(
        unfit(FieldType.array(FieldType.DECIMAL)),
        containsString("Column 'x.element' is DECIMAL, which a Delta table cannot hold: declare"));
  }

  @Test
  void namesThatDeltaDoesNotTakeAreRefused() {
    RowLayout blank = RowLayout.of(Schema.builder().addInt64Field("order id").build());
    RowLayout alike =
        RowLayout.of(Schema.builder().addInt64Field("id").addInt64Field("ID").build());

    assertThat(
        refused(() -> DeltaTable.at("/t").check(blank, ReplaceScope.everything())),
        containsString("Column 'order id' cannot be stored in /t"));
    assertThat(
        refused(() -> DeltaTable.at("/t").check(alike, ReplaceScope.everything())),
        containsString("Column 'ID' differs only in case from another one"));
  }

  @Test
  void placesAndOptionsThatCannotBeAreRefused() {
    assertThat(refused(() -> DeltaTable.at(" ")), is("A table needs a directory."));
    assertThat(
        refused(() -> DeltaTable.at("s3://bucket/orders")),
        is(
            "Cannot write a Delta table at 's3://bucket/orders': only local and mounted directories"
                + " are supported. An entry of the log must be put there unless its name is taken,"
                + " and Beam has no such operation for 's3'."));
    assertThat(
        refused(() -> table().withTargetFileBytes(0)),
        is("targetFileBytes must be positive, not 0."));
    assertThat(
        refused(() -> table().withSafeAge(Duration.ofSeconds(-1))),
        is("safeAge must not be negative: PT-1S."));
    assertThat(
        refused(() -> table().partitionedBy("a", "a")),
        is("A partition column is named twice: [a, a]."));
    assertThat(
        refused(() -> table().partitionedBy("day").check(Orders.LAYOUT, ReplaceScope.everything())),
        containsString("Unknown column 'day'"));
    assertThat(
        refused(() -> table().partitionedBy("product").check(Orders.LAYOUT, Orders.day(DAY_1))),
        containsString("Cannot replace an interval of 'order_date'"));
  }

  @Test
  void optionsHaveAnEffect() throws IOException {
    DeltaTable table = table().withTargetFileBytes(1).withCompression(Compression.SNAPPY);
    load(table, month("2024-03"), 1, orders(DAY_1, 1, 5000));

    assertThat(new Log(table.directory()).live().size() > 1, is(true));
    assertThat(table.name(), is(dir.resolve("orders").toString()));
    assertThat(DeltaTable.at("file:" + table.name()).directory(), is(table.directory()));
    assertThat(DeltaTable.at(dir + "/none").ledger(), is(empty()));
    assertThat(DeltaTable.at(dir + "/none").repair(), is(empty()));
  }

  @Test
  void aLocaleWithOtherDigitsIsRefused() {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("en-US-u-nu-arab"));
    try {
      RefrainException refused =
          assertThrows(RefrainException.class, () -> table().open(RowLayout.of(Orders.SCHEMA)));
      assertThat(refused.kind(), is(RefrainException.Kind.REFUSED));
      assertThat(
          refused.getMessage(),
          containsString("locale en-US-u-nu-arab writes numbers in other digits than 0 to 9"));
      assertThat(refused.getMessage(), containsString("Nothing was changed."));
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
    assertThat(Files.exists(dir.resolve("orders")), is(false));
  }
}
