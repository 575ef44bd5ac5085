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
import java.util.List;
import java.util.Optional;

/** Forwards to a store, until a call is to fail. After a crash nothing is forwarded any more. */
final class FaultyStore implements ReplaceStore {
  private final ReplaceStore store;
  private final FaultPlan plan;

  FaultyStore(ReplaceStore store, FaultPlan plan) {
    this.store = store;
    this.plan = plan;
  }

  @Override
  public Stager stage(String attempt, Partition partition) throws IOException {
    return new FaultyStager(plan.call("stage", () -> store.stage(attempt, partition)));
  }

  @Override
  public Optional<Unfit> unfit(RowCursor row) {
    return store.unfit(row);
  }

  @Override
  public StoreState read(ReplaceScope scope) throws IOException {
    return plan.call("read", () -> store.read(scope));
  }

  @Override
  public CommitAnswer commit(CommitPlan commit) throws IOException {
    return plan.call("commit", () -> store.commit(commit));
  }

  /** Never fails, but may be lost. */
  @Override
  public void discard(Iterable<Staged> staged) {
    try {
      plan.call(
          "discard",
          () -> {
            store.discard(staged);
            return null;
          });
    } catch (IOException e) {
      // Nobody learns of it: what stays behind is removed by a later run.
    }
  }

  @Override
  public void close() {
    if (!plan.dead()) {
      store.close();
    }
  }

  private final class FaultyStager implements Stager {
    private final Stager stager;

    private FaultyStager(Stager stager) {
      this.stager = stager;
    }

    @Override
    public void add(RowCursor row) throws IOException {
      plan.call(
          "add",
          () -> {
            stager.add(row);
            return null;
          });
    }

    @Override
    public List<Staged> finish() throws IOException {
      return plan.call("finish", stager::finish);
    }

    @Override
    public void close() throws IOException {
      if (!plan.dead()) {
        plan.call(
            "close",
            () -> {
              stager.close();
              return null;
            });
      }
    }
  }
}
