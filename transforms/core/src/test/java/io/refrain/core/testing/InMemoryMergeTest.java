package io.refrain.core.testing;

import io.refrain.core.merge.MergeOrders;
import io.refrain.core.store.MergeTarget;
import java.util.List;
import org.apache.beam.sdk.values.Row;

/** The table in memory keeps the contract of merges. */
class InMemoryMergeTest extends MergeStoreContract {
  @Override
  protected MergeTarget newTable() {
    return InMemoryMergeTarget.create(MergeOrders.TABLE, "order_date");
  }

  @Override
  protected List<Row> readAll(MergeTarget table) {
    return ((InMemoryMergeTarget) table).rows();
  }

  @Override
  protected void append(MergeTarget table, List<Row> rows) {
    ((InMemoryMergeTarget) table).append(rows);
  }
}
