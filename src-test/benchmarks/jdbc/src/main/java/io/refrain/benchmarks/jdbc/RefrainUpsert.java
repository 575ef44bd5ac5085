package io.refrain.benchmarks.jdbc;

import io.refrain.jdbc.UpsertJdbcSink;
import java.util.EnumSet;
import java.util.Set;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/** {@link UpsertJdbcSink}, with its default settings. */
final class RefrainUpsert implements Contender {
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
  public void write(PCollection<Row> orders, Server server) {
    orders.apply(
        "Upsert",
        UpsertJdbcSink.<Row>into(server.connection())
            .table("orders")
            .byKey("order_id")
            .latestBy("updated_at"));
  }
}
