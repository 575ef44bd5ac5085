package io.refrain.conformance.subject;

import io.refrain.core.MergeToken;
import io.refrain.core.store.ForwardingMergeStore;
import io.refrain.core.store.ForwardingMergeTarget;
import io.refrain.core.store.MergePlan;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import java.io.IOException;

/** A table that is another one, but for what a subclass makes of three calls to its store. */
abstract class BentMergeTarget extends ForwardingMergeTarget {
  private static final long serialVersionUID = 1L;

  BentMergeTarget(MergeTarget target) {
    super(target);
  }

  @Override
  public MergeStore open() throws IOException {
    return new Store(target().open());
  }

  MergeState read(MergeStore store, MergeToken token) throws IOException {
    return store.read(token);
  }

  MergeStager stage(MergeStore store, String attempt) throws IOException {
    return store.stage(attempt);
  }

  MergeStore.MergeAnswer commit(MergeStore store, MergePlan plan) throws IOException {
    return store.commit(plan);
  }

  private final class Store extends ForwardingMergeStore {
    private final MergeStore store;

    private Store(MergeStore store) {
      super(store);
      this.store = store;
    }

    @Override
    public MergeState read(MergeToken token) throws IOException {
      return BentMergeTarget.this.read(store, token);
    }

    @Override
    public MergeStager stage(String attempt) throws IOException {
      return BentMergeTarget.this.stage(store, attempt);
    }

    @Override
    public MergeAnswer commit(MergePlan plan) throws IOException {
      return BentMergeTarget.this.commit(store, plan);
    }
  }
}
