package io.refrain.core.testing;

import io.refrain.core.Partition;
import io.refrain.core.store.ReplaceTarget;
import java.util.List;
import org.apache.beam.sdk.values.Row;

/** The store in memory keeps the contract that every store must keep. */
class InMemoryStoreTest extends ReplaceStoreContract {
  @Override
  protected ReplaceTarget newTarget() {
    return InMemoryTarget.partitionedBy(Orders.DATE);
  }

  @Override
  protected List<Row> readAll(ReplaceTarget target) {
    return ((InMemoryTarget) target).rows(Orders.LAYOUT);
  }

  @Override
  protected void plantForeign(ReplaceTarget target, Partition partition) {
    ((InMemoryTarget) target).plantForeign("a file of somebody else", partition);
  }

  @Override
  protected void duringCommits(ReplaceTarget target, Runnable look) {
    ((InMemoryTarget) target).duringCommits(look);
  }
}
