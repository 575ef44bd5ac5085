package io.refrain.core.testing;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.core.store.StoreState;
import java.util.ArrayList;
import java.util.List;

/** A store in memory. A call that the contract does not allow is an {@link AssertionError}. */
public final class InMemoryStore implements ReplaceStore {
  private final MemoryState state;
  private final RowLayout layout;
  private final List<String> partitionColumns;
  private boolean closed;

  InMemoryStore(MemoryState state, RowLayout layout, List<String> partitionColumns) {
    this.state = state;
    this.layout = layout;
    this.partitionColumns = partitionColumns;
  }

  @Override
  public Stager stage(String attempt, Partition partition) {
    checkOpen();
    if (!partition.columns().equals(partitionColumns)) {
      throw new AssertionError(partition + " is none of a target by " + partitionColumns);
    }
    return new MemoryStager(attempt, partition);
  }

  @Override
  public StoreState read(ReplaceScope scope) {
    checkOpen();
    return state.read(scope);
  }

  @Override
  public CommitAnswer commit(CommitPlan plan) {
    checkOpen();
    return state.commit(plan);
  }

  @Override
  public void discard(Iterable<Staged> staged) {
    checkOpen();
    staged.forEach(state::discard);
  }

  @Override
  public void close() {
    closed = true;
  }

  private void checkOpen() {
    if (closed) {
      throw new AssertionError("the store was closed");
    }
  }

  private final class MemoryStager implements Stager {
    private final String attempt;
    private final Partition partition;
    private final RowConverter converter = new RowConverter(layout);
    private final List<byte[]> rows = new ArrayList<>();
    private ContentChecksum checksum = ContentChecksum.EMPTY;
    private long bytes;
    private boolean finished;
    private boolean released;

    private MemoryStager(String attempt, Partition partition) {
      this.attempt = attempt;
      this.partition = partition;
    }

    @Override
    public void add(RowCursor row) {
      checkUsable();
      for (String column : partitionColumns) {
        checkValue(column, converter.value(row, layout.indexOf(column)));
      }
      byte[] copy = new byte[row.length()];
      System.arraycopy(row.bytes(), row.offset(), copy, 0, copy.length);
      rows.add(copy);
      bytes += copy.length;
      checksum = checksum.plus(ContentChecksum.ofRow(copy, 0, copy.length));
    }

    private void checkValue(String column, Object value) {
      String text = value == null ? null : PartitionText.of(value);
      String expected = partition.value(column);
      if (text == null ? expected != null : !text.equals(expected)) {
        throw new AssertionError(
            "a row with " + column + " " + text + " was put into " + partition);
      }
    }

    private void checkUsable() {
      checkOpen();
      if (finished || released) {
        throw new AssertionError("the stager of " + partition + " was finished or closed");
      }
    }

    @Override
    public List<Staged> finish() {
      checkUsable();
      finished = true;
      return rows.isEmpty() ? List.of() : List.of(stageAll());
    }

    private Staged stageAll() {
      Staged staged =
          new Staged(attempt, partition, state.newLocation(), rows.size(), bytes, checksum);
      state.stage(staged, List.copyOf(rows));
      return staged;
    }

    @Override
    public void close() {
      if (!finished && !released && !rows.isEmpty() && state.has(Defect.STAGES_UNFINISHED)) {
        state.showUnfinished(partition, rows);
      }
      released = true;
    }
  }
}
