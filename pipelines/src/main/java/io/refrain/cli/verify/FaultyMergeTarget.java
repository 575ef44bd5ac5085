package io.refrain.cli.verify;

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
import io.refrain.testkit.inject.Faults;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A table that is another one, but that staging and commits can fail, before or after their effect.
 *
 * @param target the other one
 * @param faults of the run
 */
public record FaultyMergeTarget(MergeTarget target, Faults faults) implements MergeTarget {
  private static final long serialVersionUID = 1L;

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
  public void createIfAsked(RowLayout layout) throws IOException {
    target.createIfAsked(layout);
  }

  @Override
  public MergeStore open() throws IOException {
    return new FaultyStore(target.open(), new StoreCalls(faults));
  }

  private record FaultyStore(MergeStore store, StoreCalls calls) implements MergeStore {
    @Override
    public RowLayout layout() {
      return store.layout();
    }

    @Override
    public MergeState read(MergeToken token) throws IOException {
      calls.checkAlive();
      return store.read(token);
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
      calls.checkAlive();
      return new FaultyStager(store.stage(attempt), calls);
    }

    @Override
    public StagedFile stageDeletes(String attempt, TableFile file, BitSet positions)
        throws IOException {
      return calls.effect(() -> store.stageDeletes(attempt, file, positions));
    }

    @Override
    public MergeAnswer commit(MergePlan plan) throws IOException {
      return calls.effect(() -> store.commit(plan));
    }

    @Override
    public void discard(Iterable<StagedFile> staged) {
      if (calls.isAlive()) {
        store.discard(staged);
      }
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private record FaultyStager(MergeStager stager, StoreCalls calls) implements MergeStager {
    @Override
    public void add(RowCursor row) throws IOException {
      stager.add(row);
    }

    @Override
    public List<StagedFile> finish() throws IOException {
      return calls.effect(stager::finish);
    }

    @Override
    public void close() throws IOException {
      stager.close();
    }
  }
}
