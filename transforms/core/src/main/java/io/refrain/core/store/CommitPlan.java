package io.refrain.core.store;

import io.refrain.core.Partition;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import java.util.ArrayList;
import java.util.List;

/**
 * What one commit is to do.
 *
 * @param base the version of the state it was made from
 * @param covered what is replaced, made concrete: becomes the {@link StoreState.Entry#covered} of
 *     this run
 * @param removed the stored partitions whose rows go, those that are rewritten included
 * @param staged what becomes visible; nothing else that was staged does
 * @param takeOver whether foreign content of the scope is removed as well
 * @param receipt what is stored with the token, and answered to whoever commits this run again
 */
public record CommitPlan(
    String base,
    ReplaceScope covered,
    List<Partition> removed,
    List<Staged> staged,
    boolean takeOver,
    Receipt receipt) {

  public CommitPlan {
    removed = List.copyOf(removed);
    staged = List.copyOf(staged);
  }

  /**
   * The ledger once this plan is in effect: the latest run of each pipeline and scope. An older run
   * whose whole scope this one covers is forgotten: this run's epoch orders whatever comes after
   * it.
   */
  public List<StoreState.Entry> ledgerAfter(List<StoreState.Entry> ledger) {
    List<StoreState.Entry> after = new ArrayList<>(ledger);
    after.removeIf(this::forgets);
    after.add(new StoreState.Entry(receipt.token(), covered, receipt));
    return after;
  }

  /** Whether this plan makes an entry of the ledger superfluous. */
  public boolean forgets(StoreState.Entry entry) {
    RunToken token = receipt.token();
    boolean sameScope =
        entry.token().pipeline().equals(token.pipeline())
            && entry.token().scope().equals(token.scope());
    return (sameScope || entry.token().epoch() < token.epoch())
        && covered.includes(entry.covered());
  }
}
