package io.refrain.cli.verify;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ForwardingReplaceTarget;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.core.store.StoreState;
import io.refrain.testkit.inject.Faults;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A target that is another one, but that staging and commits can fail, before or after their
 * effect.
 */
public final class FaultyReplaceTarget extends ForwardingReplaceTarget {
  private static final long serialVersionUID = 1L;

  private final Faults faults;

  /**
   * A target like another one.
   *
   * @param target the other one
   * @param faults of the run
   */
  public FaultyReplaceTarget(ReplaceTarget target, Faults faults) {
    super(target);
    this.faults = faults;
  }

  @Override
  public ReplaceStore open(RowLayout layout) {
    return new FaultyStore(target().open(layout), new StoreCalls(faults));
  }

  private record FaultyStore(ReplaceStore store, StoreCalls calls) implements ReplaceStore {
    @Override
    public Stager stage(String attempt, Partition partition) throws IOException {
      calls.checkAlive();
      return new FaultyStager(store.stage(attempt, partition), calls);
    }

    @Override
    public Optional<Unfit> unfit(RowCursor row) {
      return store.unfit(row);
    }

    @Override
    public StoreState read(ReplaceScope scope) throws IOException {
      calls.checkAlive();
      return store.read(scope);
    }

    @Override
    public CommitAnswer commit(CommitPlan plan) throws IOException {
      return calls.effect(() -> store.commit(plan));
    }

    @Override
    public void discard(Iterable<Staged> staged) {
      if (calls.isAlive()) {
        store.discard(staged);
      }
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private record FaultyStager(Stager stager, StoreCalls calls) implements Stager {
    @Override
    public void add(RowCursor row) throws IOException {
      stager.add(row);
    }

    @Override
    public List<Staged> finish() throws IOException {
      return calls.effect(stager::finish);
    }

    @Override
    public void close() throws IOException {
      stager.close();
    }
  }
}
