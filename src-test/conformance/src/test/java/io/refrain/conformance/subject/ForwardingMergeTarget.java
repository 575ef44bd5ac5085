package io.refrain.conformance.subject;

import io.refrain.core.MergeToken;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergePlan;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.ReplaceStore.Unfit;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.StoredRows;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** A table that is another one, but for what a subclass makes of the calls to its store. */
abstract class ForwardingMergeTarget implements MergeTarget {
  private static final long serialVersionUID = 1L;

  private final MergeTarget target;

  ForwardingMergeTarget(MergeTarget target) {
    this.target = target;
  }

  @Override
  public String name() {
    return target.name();
  }

  @Override
  public void check(RowLayout layout, List<String> keyColumns) {
    target.check(layout, keyColumns);
  }

  @Override
  public boolean deletesByPosition() {
    return target.deletesByPosition();
  }

  @Override
  public MergeStore open() throws IOException {
    return new Store(target.open());
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

  private final class Store implements MergeStore {
    private final MergeStore store;

    private Store(MergeStore store) {
      this.store = store;
    }

    @Override
    public RowLayout layout() {
      return store.layout();
    }

    @Override
    public MergeState read(MergeToken token) throws IOException {
      return ForwardingMergeTarget.this.read(store, token);
    }

    @Override
    public List<TableFile> files(String version, KeyBounds bounds) throws IOException {
      return store.files(version, bounds);
    }

    @Override
    public StoredRows open(TableFile file, List<String> columns, BitSet wanted) throws IOException {
      return store.open(file, columns, wanted);
    }

    @Override
    public String partitionOf(RowCursor row) {
      return store.partitionOf(row);
    }

    @Override
    public Optional<Unfit> unfit(RowCursor row) {
      return store.unfit(row);
    }

    @Override
    public MergeStager stage(String attempt) throws IOException {
      return ForwardingMergeTarget.this.stage(store, attempt);
    }

    @Override
    public StagedFile stageDeletes(String attempt, TableFile file, BitSet positions)
        throws IOException {
      return store.stageDeletes(attempt, file, positions);
    }

    @Override
    public MergeAnswer commit(MergePlan plan) throws IOException {
      return ForwardingMergeTarget.this.commit(store, plan);
    }

    @Override
    public void discard(Iterable<StagedFile> staged) {
      store.discard(staged);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
