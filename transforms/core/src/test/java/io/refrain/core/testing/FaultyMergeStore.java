package io.refrain.core.testing;

import io.refrain.core.MergeToken;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergePlan;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.ReplaceStore.Unfit;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.StoredRows;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Forwards to a store, until a call is to fail. After a crash nothing is forwarded any more. */
final class FaultyMergeStore implements MergeStore {
  private final MergeStore store;
  private final FaultPlan plan;

  FaultyMergeStore(MergeStore store, FaultPlan plan) {
    this.store = store;
    this.plan = plan;
  }

  @Override
  public RowLayout layout() {
    return store.layout();
  }

  @Override
  public MergeState read(MergeToken token) throws IOException {
    return plan.call("read", () -> store.read(token));
  }

  @Override
  public List<TableFile> files(String version, KeyBounds bounds) throws IOException {
    return plan.call("files", () -> store.files(version, bounds));
  }

  @Override
  public StoredRows open(TableFile file, List<String> columns, BitSet wanted) throws IOException {
    return new FaultyRows(plan.call("open file", () -> store.open(file, columns, wanted)));
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
    return new FaultyStager(plan.call("stage", () -> store.stage(attempt)));
  }

  @Override
  public StagedFile stageDeletes(String attempt, TableFile file, BitSet positions)
      throws IOException {
    return plan.call("stageDeletes", () -> store.stageDeletes(attempt, file, positions));
  }

  @Override
  public MergeAnswer commit(MergePlan commit) throws IOException {
    return plan.call("commit", () -> store.commit(commit));
  }

  /** Never fails, but may be lost. */
  @Override
  public void discard(Iterable<StagedFile> staged) {
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

  private final class FaultyRows implements StoredRows {
    private final StoredRows rows;

    private FaultyRows(StoredRows rows) {
      this.rows = rows;
    }

    @Override
    public boolean next() throws IOException {
      return plan.call("next", rows::next);
    }

    @Override
    public RowCursor row() {
      return rows.row();
    }

    @Override
    public long position() {
      return rows.position();
    }

    @Override
    public void close() throws IOException {
      if (!plan.dead()) {
        rows.close();
      }
    }
  }

  private final class FaultyStager implements MergeStager {
    private final MergeStager stager;

    private FaultyStager(MergeStager stager) {
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
    public List<StagedFile> finish() throws IOException {
      return plan.call("finish", stager::finish);
    }

    @Override
    public void close() throws IOException {
      if (!plan.dead()) {
        stager.close();
      }
    }
  }
}
