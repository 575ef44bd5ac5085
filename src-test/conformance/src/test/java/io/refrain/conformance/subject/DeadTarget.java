package io.refrain.conformance.subject;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ForwardingReplaceTarget;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.core.store.StoreState;
import java.io.IOException;

/** A target that can be read and staged to, and whose commits all fail. For use in one process. */
public final class DeadTarget extends ForwardingReplaceTarget {
  private static final long serialVersionUID = 1L;

  private final transient Runnable onCommit;

  public DeadTarget(ReplaceTarget target, Runnable onCommit) {
    super(target);
    this.onCommit = onCommit;
  }

  @Override
  public ReplaceStore open(RowLayout layout) {
    return new DeadStore(target().open(layout));
  }

  private final class DeadStore implements ReplaceStore {
    private final ReplaceStore store;

    private DeadStore(ReplaceStore store) {
      this.store = store;
    }

    @Override
    public Stager stage(String attempt, Partition partition) throws IOException {
      return store.stage(attempt, partition);
    }

    @Override
    public StoreState read(ReplaceScope scope) throws IOException {
      return store.read(scope);
    }

    @Override
    public CommitAnswer commit(CommitPlan plan) throws IOException {
      onCommit.run();
      throw new IOException("the store is away");
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
}
