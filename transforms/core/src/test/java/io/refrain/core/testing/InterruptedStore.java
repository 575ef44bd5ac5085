package io.refrain.core.testing;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.core.store.StoreState;
import java.io.IOException;
import java.util.Optional;

/** Forwards to a store, and lets somebody else act once, right after the first read. */
final class InterruptedStore implements ReplaceStore {
  private final ReplaceStore store;
  private Runnable meanwhile;

  InterruptedStore(ReplaceStore store, Runnable meanwhile) {
    this.store = store;
    this.meanwhile = meanwhile;
  }

  @Override
  public Optional<Unfit> unfit(RowCursor row) {
    return store.unfit(row);
  }

  @Override
  public StoreState read(ReplaceScope scope) throws IOException {
    StoreState state = store.read(scope);
    Runnable once = meanwhile;
    meanwhile = () -> {};
    once.run();
    return state;
  }

  @Override
  public Stager stage(String attempt, Partition partition) throws IOException {
    return store.stage(attempt, partition);
  }

  @Override
  public CommitAnswer commit(CommitPlan plan) throws IOException {
    return store.commit(plan);
  }

  @Override
  public void discard(Iterable<Staged> staged) {
    store.discard(staged);
  }

  @Override
  public void close() {
    store.close();
  }
}
