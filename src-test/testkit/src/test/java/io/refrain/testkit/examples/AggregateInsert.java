package io.refrain.testkit.examples;

import io.refrain.core.DataInterval;
import io.refrain.core.ReplaceScope;
import io.refrain.core.dedup.DedupLatestByKey;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.parquet.dataset.ParquetDataset;
import io.refrain.testkit.Run;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;

/** The sum of a day is inserted by each run. */
final class AggregateInsert {
  static final String TABLE = "sale_day VARCHAR(10), total BIGINT";
  private static final Schema TOTAL =
      Schema.builder()
          .addLogicalTypeField("sale_day", SqlTypes.DATE)
          .addInt64Field("total")
          .build();

  private AggregateInsert() {}

  static void build(Run run, Shop shop) {
    sums(Shop.read(run))
        .apply(
            "Insert",
            ParDo.of(
                new WriteRow<>(
                    run.faults(),
                    shop,
                    "INSERT INTO totals VALUES (?, ?)",
                    total -> List.of(total.getKey(), total.getValue()))));
  }

  /** The repaired twin: one row per order goes into the sum, and the day is replaced as a whole. */
  static void buildRepaired(Run run, Path directory) {
    PCollection<Row> latest =
        Shop.read(run)
            .apply(DedupLatestByKey.<Row>byKey("order_id").latestBy("version").withShards(2))
            .rows();
    sums(latest)
        .apply(
            "ToRow",
            MapElements.into(TypeDescriptors.rows())
                .via(
                    total ->
                        Row.withSchema(TOTAL)
                            .addValues(LocalDate.parse(total.getKey()), total.getValue())
                            .build()))
        .setRowSchema(TOTAL)
        .apply(run.faults().beforeWrite())
        .apply(
            PartitionReplaceSink.<Row>into(
                    ParquetDataset.at(directory.toString()).partitionedBy("sale_day"))
                .scope(ReplaceScope.interval("sale_day", DataInterval.parse(run.interval())))
                .pipelineName("totals")
                .withShards(2))
        .receipts()
        .apply(run.faults().afterWrite());
  }

  private static PCollection<KV<String, Long>> sums(PCollection<Row> orders) {
    return orders
        .apply(
            "Amounts",
            MapElements.into(
                    TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.longs()))
                .via(
                    order ->
                        KV.of(
                            order.getLogicalTypeValue("order_date", LocalDate.class).toString(),
                            order.getInt64("amount"))))
        .apply(Sum.longsPerKey());
  }
}
