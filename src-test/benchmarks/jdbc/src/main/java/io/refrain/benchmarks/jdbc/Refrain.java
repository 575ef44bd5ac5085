package io.refrain.benchmarks.jdbc;

import io.refrain.core.DataInterval;
import io.refrain.core.ReplaceScope;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.jdbc.JdbcTable;
import io.refrain.jdbc.UpsertJdbcSink;
import java.util.EnumSet;
import java.util.Set;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/** {@link UpsertJdbcSink} and {@link JdbcTable}, with their default settings. */
final class Refrain implements Contender {
  static final String NAME = "refrain";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Phase> phases() {
    return EnumSet.allOf(Phase.class);
  }

  @Override
  public void write(PCollection<Row> orders, Phase phase, Server server) {
    if (phase == Phase.REPLACED) {
      replace(orders, server);
    } else {
      orders.apply(
          "Upsert",
          UpsertJdbcSink.<Row>into(server.connection())
              .table("orders")
              .byKey("order_id")
              .latestBy("updated_at"));
    }
  }

  private static void replace(PCollection<Row> orders, Server server) {
    DataInterval day = DataInterval.ofDay(Orders.REPLACED_DAY);
    orders.apply(
        "Replace",
        PartitionReplaceSink.<Row>into(JdbcTable.in(server.connection()).table("orders"))
            .pipelineName("benchmark")
            // The rows are of the upserts before.
            .takeOver()
            .scope(ReplaceScope.interval("order_date", day)));
  }
}
