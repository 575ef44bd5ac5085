package io.refrain.cli.verify;

import io.refrain.core.MergeToken;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.ForwardingMergeStore;
import io.refrain.core.store.ForwardingMergeTarget;
import io.refrain.core.store.MergePlan;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.TableFile;
import io.refrain.testkit.inject.Faults;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * A table that is another one, but that staging and commits can fail, before or after their effect.
 */
public final class FaultyMergeTarget extends ForwardingMergeTarget {
  private static final long serialVersionUID = 1L;

  private final Faults faults;

  /**
   * A table like another one.
   *
   * @param target the other one
   * @param faults of the run
   */
  public FaultyMergeTarget(MergeTarget target, Faults faults) {
    super(target);
    this.faults = faults;
  }

  @Override
  public MergeStore open() throws IOException {
    return new FaultyStore(target().open(), new StoreCalls(faults));
  }

  private static final class FaultyStore extends ForwardingMergeStore {
    private final StoreCalls calls;

    private FaultyStore(MergeStore store, StoreCalls calls) {
      super(store);
      this.calls = calls;
    }

    @Override
    public MergeState read(MergeToken token) throws IOException {
      calls.checkAlive();
      return super.read(token);
    }

    @Override
    public MergeStager stage(String attempt) throws IOException {
      calls.checkAlive();
      return new FaultyStager(super.stage(attempt), calls);
    }

    @Override
    public StagedFile stageDeletes(String attempt, TableFile file, BitSet positions)
        throws IOException {
      return calls.effect(() -> super.stageDeletes(attempt, file, positions));
    }

    @Override
    public MergeAnswer commit(MergePlan plan) throws IOException {
      return calls.effect(() -> super.commit(plan));
    }

    @Override
    public void discard(Iterable<StagedFile> staged) {
      if (calls.isAlive()) {
        super.discard(staged);
      }
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
