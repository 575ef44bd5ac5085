package io.refrain.parquet.dataset;

import static io.refrain.parquet.dataset.Orders.LAYOUT;
import static io.refrain.parquet.dataset.Orders.SCHEMA;
import static io.refrain.parquet.dataset.Orders.order;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.DataInterval;
import io.refrain.core.RefrainException;
import io.refrain.core.ReplaceScope;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.core.row.RowLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetDatasetTest {
  private static final ReplaceScope MARCH =
      ReplaceScope.interval("order_date", DataInterval.parse("2024-03"));
  private static final List<Row> ROWS =
      List.of(
          order(1, "2024-03-15", "a"), order(2, "2024-03-15", null), order(3, "2024-03-16", "c"));

  @TempDir Path dir;

  private ParquetDataset dataset() {
    return ParquetDataset.at(dir.resolve("orders").toString()).partitionedBy("order_date");
  }

  private void load(List<Row> rows, long epoch) {
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(Create.of(rows).withRowSchema(SCHEMA))
        .apply(
            PartitionReplaceSink.<Row>into(dataset())
                .scope(MARCH)
                .pipelineName("orders")
                .epoch(epoch));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void pipelineThatLoadsTwiceAndReadsBackFindsEachRowOnce() throws IOException {
    load(ROWS, 1);
    load(ROWS, 2);

    Pipeline pipeline = Pipeline.create();
    PCollection<Row> read = pipeline.apply(dataset().readRows(dataset().schema()));
    PAssert.that(read).containsInAnyOrder(ROWS);
    pipeline.run().waitUntilFinish();

    assertThat(dataset().schema(), is(SCHEMA));
    assertThat(dataset().ledger().size(), is(1));
  }

  @Test
  void someColumnsAreReadWithoutTheOthers() throws IOException {
    load(ROWS, 1);
    Schema note = Schema.builder().addNullableStringField("note").build();

    Pipeline pipeline = Pipeline.create();
    PCollection<Row> read = pipeline.apply(ParquetDataset.at(dataset().name()).readRows(note));
    PAssert.that(read)
        .containsInAnyOrder(
            Row.withSchema(note).attachValues("a"),
            Row.withSchema(note).attachValues((Object) null),
            Row.withSchema(note).attachValues("c"));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void columnThatTheDatasetDoesNotHaveIsRefused() {
    load(ROWS, 1);
    Schema other = Schema.builder().addInt32Field("order_id").build();

    RefrainException e =
        assertThrows(
            RefrainException.class, () -> ReadDataset.plan(dataset(), RowLayout.of(other)));
    assertThat(e.getMessage(), containsString("Cannot read column 'order_id' (INTEGER, not null)"));
  }

  @Test
  void directoryWithoutAManifestIsNoDataset() throws IOException {
    RefrainException e = assertThrows(RefrainException.class, () -> dataset().files());
    assertThat(e.getMessage(), containsString("is no dataset"));
    assertThat(dataset().ledger(), is(empty()));
    assertThat(dataset().repair(), is(new RepairReport(0, 0, List.of())));
  }

  @Test
  void whatCannotBeStoredIsRefusedWhileThePipelineIsBuilt() {
    IllegalArgumentException unknown =
        assertThrows(
            IllegalArgumentException.class,
            () -> dataset().partitionedBy("day").check(LAYOUT, ReplaceScope.everything()));
    assertThat(unknown.getMessage(), containsString("Unknown column 'day'"));
    IllegalArgumentException interval =
        assertThrows(
            IllegalArgumentException.class,
            () -> dataset().partitionedBy("note").check(LAYOUT, MARCH));
    assertThat(interval.getMessage(), containsString("Cannot replace an interval of 'order_date'"));
    IllegalArgumentException hidden =
        assertThrows(IllegalArgumentException.class, () -> dataset().partitionedBy("_day"));
    assertThat(hidden.getMessage(), containsString("begins with an underscore"));
    RowLayout decimal =
        RowLayout.of(Schema.builder().addDecimalField("order_date").addInt64Field("x").build());
    IllegalArgumentException unscaled =
        assertThrows(
            IllegalArgumentException.class,
            () -> dataset().check(decimal, ReplaceScope.everything()));
    assertThat(unscaled.getMessage(), containsString("without precision and scale"));
  }

  @Test
  void optionsOutOfRangeAreNamed() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> dataset().withTargetFileBytes(0));
    assertThat(e.getMessage(), is("targetFileBytes must be positive, not 0."));
  }
}
