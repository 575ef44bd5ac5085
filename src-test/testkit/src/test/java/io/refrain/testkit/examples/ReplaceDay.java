package io.refrain.testkit.examples;

import io.refrain.core.DataInterval;
import io.refrain.core.ReplaceScope;
import io.refrain.core.dedup.DedupLatestByKey;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.testkit.Run;
import org.apache.beam.sdk.values.Row;

/** No mistake: the latest row of each order replaces its day in a table of a lake. */
final class ReplaceDay {
  private ReplaceDay() {}

  /** For any table that is partitioned by {@code order_date}. */
  static void build(Run run, ReplaceTarget table) {
    DedupLatestByKey.Result<Row> latest =
        Shop.read(run)
            .apply(DedupLatestByKey.<Row>byKey("order_id").latestBy("version").withShards(2));
    latest
        .rows()
        .apply(run.faults().beforeWrite())
        .apply(
            PartitionReplaceSink.<Row>into(table)
                .scope(ReplaceScope.interval("order_date", DataInterval.parse(run.interval())))
                .pipelineName("orders")
                .withShards(2))
        .receipts()
        .apply(run.faults().afterWrite());
  }
}
