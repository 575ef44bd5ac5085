package io.refrain.core.store;

import io.refrain.core.MergeToken;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceStore.Unfit;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A table that is open as another one is, but for what a subclass makes of some calls. */
public abstract class ForwardingMergeStore implements MergeStore {
  private final MergeStore store;

  /**
   * A store like another one.
   *
   * @param store the other one, which is closed with this
   */
  protected ForwardingMergeStore(MergeStore store) {
    this.store = store;
  }

  @Override
  public RowLayout layout() {
    return store.layout();
  }

  @Override
  public void expect(RowLayout columns) throws IOException {
    store.expect(columns);
  }

  @Override
  public List<String> added() {
    return store.added();
  }

  @Override
  public MergeState read(MergeToken token) throws IOException {
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
  public StoredRows search(
      TableFile file, List<String> keys, Predicate<RowCursor> wanted, List<String> columns)
      throws IOException {
    return store.search(file, keys, wanted, columns);
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
    return store.stage(attempt);
  }

  @Override
  public StagedFile stageDeletes(String attempt, TableFile file, BitSet positions)
      throws IOException {
    return store.stageDeletes(attempt, file, positions);
  }

  @Override
  public MergeAnswer commit(MergePlan plan) throws IOException {
    return store.commit(plan);
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
