package io.refrain.iceberg;

import io.refrain.core.Count;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.StoreState;
import java.util.ArrayList;
import java.util.List;

/** Makes the ledger that goes with a plan's snapshot: a pure function. */
final class NextLedger {
  private NextLedger() {}

  /**
   * @param before what is known of the scope that is replaced
   * @param snapshot the one that the plan makes
   */
  static Ledger of(ScopeState before, CommitPlan plan, long snapshot) {
    List<Ledger.Item> items = new ArrayList<>();
    for (int run = 0; run < before.ledger().items().size(); run++) {
      Ledger.Item item = before.ledger().items().get(run);
      if (plan.forgets(item.entry())) {
        continue;
      }
      long taken = before.shares().of(run);
      items.add(item.rows() == Ledger.UNKNOWN ? item : item.withRows(item.rows() - taken));
    }
    items.add(
        new Ledger.Item(
            snapshot,
            plan.receipt().counts().get(Count.WRITTEN),
            new StoreState.Entry(plan.receipt().token(), plan.covered(), plan.receipt())));
    return new Ledger(snapshot, Folding.fold(items));
  }
}
