package io.refrain.conformance.subject;

import io.refrain.core.Partition;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.testing.InMemoryTarget;
import java.util.List;

/** The reference: a store in memory, strict about how it is called. */
public final class MemorySubject implements ReplaceSubject {
  @Override
  public String title() {
    return "in memory (reference)";
  }

  @Override
  public ReplaceTarget fresh(String... partitionColumns) {
    return InMemoryTarget.partitionedBy(partitionColumns);
  }

  @Override
  public List<String> read(ReplaceTarget target) {
    return Shop.text(((InMemoryTarget) target).rows(RowLayout.of(Shop.SCHEMA)));
  }

  @Override
  public void plantForeign(ReplaceTarget target, Partition partition) {
    ((InMemoryTarget) target).plantForeign("somebody else's", partition);
  }
}
