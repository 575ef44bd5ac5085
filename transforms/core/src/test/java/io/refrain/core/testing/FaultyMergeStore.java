package io.refrain.core.testing;

import io.refrain.core.MergeToken;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.ForwardingMergeStore;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergePlan;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.StoredRows;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** Forwards to a store, until a call is to fail. After a crash nothing is forwarded any more. */
final class FaultyMergeStore extends ForwardingMergeStore {
  private final FaultPlan plan;

  FaultyMergeStore(MergeStore store, FaultPlan plan) {
    super(store);
    this.plan = plan;
  }

  @Override
  public MergeState read(MergeToken token) throws IOException {
    return plan.call("read", () -> super.read(token));
  }

  @Override
  public List<TableFile> files(String version, KeyBounds bounds) throws IOException {
    return plan.call("files", () -> super.files(version, bounds));
  }

  @Override
  public StoredRows open(TableFile file, List<String> columns, BitSet wanted) throws IOException {
    return new FaultyRows(plan.call("open file", () -> super.open(file, columns, wanted)));
  }

  @Override
  public StoredRows search(
      TableFile file, List<String> keys, Predicate<RowCursor> wanted, List<String> columns)
      throws IOException {
    return new FaultyRows(plan.call("search", () -> super.search(file, keys, wanted, columns)));
  }

  @Override
  public MergeStager stage(String attempt) throws IOException {
    return new FaultyStager(plan.call("stage", () -> super.stage(attempt)));
  }

  @Override
  public StagedFile stageDeletes(String attempt, TableFile file, BitSet positions)
      throws IOException {
    return plan.call("stageDeletes", () -> super.stageDeletes(attempt, file, positions));
  }

  @Override
  public MergeAnswer commit(MergePlan commit) throws IOException {
    return plan.call("commit", () -> super.commit(commit));
  }

  /** Never fails, but may be lost. */
  @Override
  public void discard(Iterable<StagedFile> staged) {
    try {
      plan.call(
          "discard",
          () -> {
            super.discard(staged);
            return null;
          });
    } catch (IOException e) {
      // Nobody learns of it: what stays behind is removed by a later run.
    }
  }

  @Override
  public void close() {
    if (!plan.dead()) {
      super.close();
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
    public long bytesRead() {
      return rows.bytesRead();
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
