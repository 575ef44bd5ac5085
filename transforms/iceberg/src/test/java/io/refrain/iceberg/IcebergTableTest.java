package io.refrain.iceberg;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.DAY_2;
import static io.refrain.core.testing.Orders.DAY_3;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.month;
import static io.refrain.core.testing.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.Receipt;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.RejectedRow;
import io.refrain.core.ReplaceScope;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.core.store.PlannedTarget;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.Pipelines;
import io.refrain.parquet.file.Compression;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.Row;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines that replace rows of a table. */
class IcebergTableTest {
  @TempDir Path directory;
  private Lake lake;
  private IcebergTable target;

  @BeforeEach
  void open() {
    lake = new Lake(directory);
    target = lake.newOrders();
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  private static PartitionReplaceSink<Row> into(ReplaceTarget target) {
    return PartitionReplaceSink.<Row>into(target).pipelineName("orders").epoch(100);
  }

  private static PartitionReplaceSink.Result replace(
      Pipeline pipeline, Schema schema, List<Row> rows, PartitionReplaceSink<Row> sink) {
    return pipeline.apply(Create.of(rows).withRowSchema(schema)).apply(sink);
  }

  private static void run(List<Row> rows, PartitionReplaceSink<Row> sink) {
    run(Orders.SCHEMA, rows, sink);
  }

  private static void run(Schema schema, List<Row> rows, PartitionReplaceSink<Row> sink) {
    Pipeline pipeline = Pipelines.create();
    replace(pipeline, schema, rows, sink);
    pipeline.run().waitUntilFinish();
  }

  private static RefrainException failure(
      Schema schema, List<Row> rows, PartitionReplaceSink<Row> sink) {
    Pipeline pipeline = Pipelines.create();
    replace(pipeline, schema, rows, sink);
    return Pipelines.failure(pipeline);
  }

  private void assertContent(List<Row> expected) {
    assertThat(Orders.text(lake.orders(target)), equalTo(Orders.text(expected)));
  }

  @Test
  void aRunTwiceIsAsARunOnce() {
    List<Row> rows = all(orders(DAY_1, 1, 5), orders(DAY_2, 11, 4));
    run(rows, into(target).scope(month("2024-03")));
    run(rows, into(target).scope(month("2024-03")));
    assertContent(rows);
    assertThat(snapshots(), hasSize(1));
    run(rows, into(target).scope(month("2024-03")).epoch(101));
    assertContent(rows);
    assertThat(snapshots(), hasSize(2));
  }

  private List<Snapshot> snapshots() {
    List<Snapshot> snapshots = new ArrayList<>();
    lake.table(target).snapshots().forEach(snapshots::add);
    return snapshots;
  }

  @Test
  void anIntervalWithoutRowsBecomesEmpty() {
    run(all(orders(DAY_1, 1, 5), orders(DAY_3, 11, 4)), into(target).scope(everything()));
    run(List.of(), into(target).scope(month("2024-03")).epoch(101));
    assertContent(orders(DAY_3, 11, 4));
    run(List.of(), into(target).scope(month("2024-03")).epoch(102));
    assertContent(orders(DAY_3, 11, 4));
    assertThat(snapshots(), hasSize(3));
  }

  private static ReplaceScope everything() {
    return ReplaceScope.everything();
  }

  @Test
  void theSnapshotSaysWhoWroteIt() {
    run(orders(DAY_1, 1, 5), into(target).scope(day(DAY_1)));
    Map<String, String> summary = lake.table(target).currentSnapshot().summary();
    assertThat(
        summary,
        allOf(
            hasEntry("refrain.pipeline", "orders"),
            hasEntry("refrain.epoch", "100"),
            hasEntry("refrain.scope", "order_date in 2024-03-15/2024-03-16")));
    assertThat(summary.get("refrain.receipt"), containsString("\"written\":5"));
    assertThat(summary, hasEntry("added-records", "5"));
  }

  @Test
  void theReceiptIsReported() throws IOException {
    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result result =
        replace(pipeline, Orders.SCHEMA, orders(DAY_1, 1, 5), into(target).scope(day(DAY_1)));
    PAssert.thatSingleton(result.receipts())
        .satisfies(
            receipt -> {
              assertThat(receipt.counts().get(Count.WRITTEN), equalTo(5L));
              return null;
            });
    pipeline.run().waitUntilFinish();
    Receipt stored = target.ledger().get(0).receipt();
    assertThat(target.receipt(stored.token()).orElseThrow(), equalTo(stored));
  }

  @Test
  void onlyTheLatestRowOfAKeyIsWritten() {
    List<Row> rows = all(orders(DAY_1, 1, 5), orders(DAY_1, 1, 5));
    run(
        rows,
        into(target)
            .scope(day(DAY_1))
            .latestByKey(new LatestBy(List.of("order_id"), List.of("amount"), null)));
    assertContent(orders(DAY_1, 1, 5));
  }

  @Test
  void aPlanChangesNothing() {
    run(orders(DAY_1, 1, 5), into(target).scope(day(DAY_1)));
    run(orders(DAY_1, 21, 2), into(PlannedTarget.of(target)).scope(day(DAY_1)).epoch(101));
    assertContent(orders(DAY_1, 1, 5));
    assertThat(snapshots(), hasSize(1));
  }

  @Test
  void aPlanMakesNoTable() {
    run(orders(DAY_1, 21, 2), into(PlannedTarget.of(target)).scope(day(DAY_1)));
    assertThat(lake.exists(target), is(false));
  }

  // Columns.

  private static final Schema WITH_NOTE =
      Schema.builder()
          .addNullableField("note", FieldType.array(FieldType.STRING.withNullable(true)))
          .addFields(Orders.SCHEMA.getFields())
          .addNullableField("region", FieldType.STRING)
          .build();

  private static Row withNote(Row order) {
    return Row.withSchema(WITH_NOTE)
        .addValue(List.of("new"))
        .addValues(order.getValues().toArray())
        .addValue("north")
        .build();
  }

  @Test
  void newColumnsAreAddedIfAskedFor() {
    run(orders(DAY_1, 1, 2), into(target).scope(day(DAY_1)));
    List<Row> rows = orders(DAY_2, 11, 2).stream().map(IcebergTableTest::withNote).toList();
    RefrainException refused = failure(WITH_NOTE, rows, into(target).scope(day(DAY_2)).epoch(101));
    assertThat(refused.kind(), is(Kind.REFUSED));
    assertThat(
        refused.getMessage(),
        allOf(
            containsString(
                "the table has no column 'note' (list<string>), and evolve(ADD) was not asked"),
            containsString("Nothing was changed.")));
    assertThat(lake.table(target).schema().findField("note"), equalTo(null));

    run(WITH_NOTE, rows, into(target.evolve(Evolution.ADD)).scope(day(DAY_2)).epoch(102));
    assertContent(all(orders(DAY_1, 1, 2), orders(DAY_2, 11, 2)));
    List<String> notes = new ArrayList<>();
    for (Record record : lake.records(target)) {
      notes.add(record.getField("note") + " " + record.getField("region"));
    }
    notes.sort(null);
    assertThat(notes, equalTo(List.of("[new] north", "[new] north", "null null", "null null")));
    assertThat(lake.table(target).schema().findField("note").isOptional(), is(true));
    assertThat(snapshots(), hasSize(2));
  }

  @Test
  void aTypeThatDoesNotFitIsRefusedWithBothNamed() {
    run(orders(DAY_1, 1, 2), into(target).scope(day(DAY_1)));
    Schema wider =
        Schema.builder()
            .addFields(Orders.SCHEMA.getFields().subList(0, 3))
            .addField("amount", FieldType.logicalType(FixedPrecisionNumeric.of(14, 3)))
            .build();
    Row row = Row.withSchema(wider).addValues(1L, DAY_1, "a", new BigDecimal("1.000")).build();
    RefrainException e = failure(wider, List.of(row), into(target).scope(day(DAY_1)).epoch(101));
    assertThat(
        e.getMessage(),
        containsString(
            "column 'amount' is DECIMAL(14,3), and in the table it is decimal(12, 2). Nothing was"
                + " changed."));
  }

  @Test
  void aColumnThatTheRunLacksIsRefused() {
    run(orders(DAY_1, 1, 2), into(target).scope(day(DAY_1)));
    lake.table(target).updateSchema().addColumn("extra", Types.LongType.get()).commit();
    RefrainException e =
        failure(Orders.SCHEMA, orders(DAY_1, 1, 2), into(target).scope(day(DAY_1)).epoch(101));
    assertThat(e.getMessage(), containsString("it has no column 'extra' (long)"));
  }

  @Test
  void nullsThatTheTableDoesNotTakeAreRejected() {
    run(orders(DAY_1, 1, 2), into(target).scope(day(DAY_1)));
    lake.table(target).updateSchema().allowIncompatibleChanges().requireColumn("product").commit();
    List<Row> rows = orders(DAY_1, 3, 2);
    RefrainException e = failure(Orders.SCHEMA, rows, into(target).scope(day(DAY_1)).epoch(101));
    assertThat(e.kind(), is(Kind.REJECTED_ROWS));
    assertThat(
        e.getMessage(),
        containsString(
            "null_value in product: product is null, and the table does not take nulls there"));
    assertThat(e.rejected().get(0).code(), is(RejectedRow.Code.NULL_VALUE));
    run(rows, into(target).scope(day(DAY_1)).epoch(102).allowRejected(1));
    assertContent(orders(DAY_1, 4, 1));
  }

  // Making tables.

  @Test
  void aTableIsMadeAsAsked() {
    IcebergTable made =
        IcebergTable.in(lake.catalog())
            .table("new.space.orders")
            .partitionedBy("order_date", "bucket(4, order_id)")
            .createIfMissing(Map.of("format-version", "3"));
    run(orders(DAY_1, 1, 50), into(made).scope(day(DAY_1)));
    assertThat(
        ((SupportsNamespaces) lake.loaded()).namespaceExists(Namespace.of("new", "space")),
        is(true));
    org.apache.iceberg.Table table = lake.table(made);
    assertThat(
        table.spec().fields().stream().map(f -> f.name() + " " + f.transform()).toList(),
        equalTo(List.of("order_date identity", "order_id_bucket bucket[4]")));
    assertThat(
        ((org.apache.iceberg.HasTableOperations) table).operations().current().formatVersion(),
        equalTo(3));
    assertThat(table.schema().toString(), containsString("4: amount: required decimal(12, 2)"));
    assertThat(table.schema().findField("product").isOptional(), is(true));
    assertThat(Orders.text(lake.orders(made)), equalTo(Orders.text(orders(DAY_1, 1, 50))));
  }

  @Test
  void aTableThatIsMissingIsNotMadeUnlessAsked() {
    IcebergTable missing = lake.newTable().partitionedBy(Orders.DATE);
    RefrainException e =
        failure(Orders.SCHEMA, orders(DAY_1, 1, 2), into(missing).scope(day(DAY_1)));
    assertThat(e.kind(), is(Kind.REFUSED));
    assertThat(
        e.getMessage(),
        allOf(
            containsString("Cannot write to " + missing.name() + ": there is no such table"),
            containsString("createIfMissing. Nothing was changed.")));
    assertThat(lake.loaded().tableExists(TableIdentifier.parse(missing.spec().table())), is(false));
  }

  // What is refused while the pipeline is built.

  private static String refusal(ReplaceTarget target, ReplaceScope scope) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> target.check(io.refrain.core.row.RowLayout.of(Orders.SCHEMA), scope))
        .getMessage();
  }

  @Test
  void partitionsNeedPartitionColumns() {
    assertThat(
        refusal(lake.newTable(), ReplaceScope.present()),
        containsString("say which columns make a partition there (partitionedBy)."));
  }

  @Test
  void aPartitionValueMustBeOneOfItsColumn() {
    ReplaceScope scope =
        ReplaceScope.partitions(List.of(io.refrain.core.Partition.of(Orders.DATE, "yesterday")));
    assertThat(
        refusal(target, scope),
        allOf(containsString("Partition order_date=yesterday"), containsString("is no date.")));
  }

  @Test
  void anUnknownPartitionColumnIsNamed() {
    assertThat(
        refusal(lake.newTable().partitionedBy("day(nowhere)"), everything()),
        containsString("Unknown column 'nowhere'"));
  }

  @Test
  void aDecimalWithoutScaleIsRefused() {
    Schema schema = Schema.builder().addField("amount", FieldType.DECIMAL).build();
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> lake.newTable().check(io.refrain.core.row.RowLayout.of(schema), everything()))
            .getMessage(),
        containsString("'amount' is a DECIMAL without precision and scale"));
  }

  @Test
  void argumentsAreChecked() {
    assertMessage("no partition field", () -> target.partitionedBy("week(order_date)"));
    assertMessage("no partition field", () -> target.partitionedBy("bucket(order_id)"));
    assertMessage("no partition field", () -> target.partitionedBy("day(2, order_date)"));
    assertMessage("no partition field", () -> target.partitionedBy("day(order_date"));
    assertMessage("named twice", () -> target.partitionedBy("a", "b", "a"));
    assertMessage("must be positive, not 0", () -> target.withTargetFileBytes(0));
    assertMessage("must not be negative", () -> target.withSafeAge(java.time.Duration.ofHours(-1)));
    assertMessage("must not be blank", () -> target.branch(" "));
    assertMessage("is no name of a table", () -> IcebergTable.in(lake.catalog()).table("a..b"));
  }

  private static void assertMessage(
      String expected, org.junit.jupiter.api.function.Executable call) {
    assertThat(
        assertThrows(IllegalArgumentException.class, call).getMessage(), containsString(expected));
  }

  @Test
  void optionsHaveAnEffectAndTravel() throws IOException {
    IcebergTable small =
        SerializableUtils.clone(target.withTargetFileBytes(1).withCompression(Compression.SNAPPY));
    run(orders(DAY_1, 1, 3000), into(small).scope(day(DAY_1)));
    assertThat(lake.files(target).size(), not(equalTo(1)));
    assertContent(orders(DAY_1, 1, 3000));
  }

  @Test
  void displayDataHoldsNoCredentials() {
    IcebergTable secret =
        IcebergTable.in(
                IcebergCatalog.of(
                        Map.of(
                            "type", "jdbc",
                            "uri", "jdbc:postgresql://loader@db/lake?ssl=true",
                            "warehouse", "/lake"))
                    .withFromEnv("jdbc.password", "PGPASSWORD"))
            .table("shop.orders");
    assertThat(secret.name(), equalTo("shop.orders in jdbc:postgresql://db/lake"));
    String shown = DisplayData.from(into(secret).scope(everything())).toString();
    assertThat(shown, not(containsString("PGPASSWORD")));
    assertThat(shown, not(containsString("loader@")));
  }
}
