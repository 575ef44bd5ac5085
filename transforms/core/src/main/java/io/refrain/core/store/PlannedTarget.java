package io.refrain.core.store;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A target as it would be replaced: rows are counted and not staged, and a commit is decided on and
 * not carried out. So a run into it ends as the run itself would, with the same receipt or the same
 * refusal, and changes nothing.
 */
public final class PlannedTarget extends ForwardingReplaceTarget {
  private static final long serialVersionUID = 1L;

  private PlannedTarget(ReplaceTarget target) {
    super(target);
  }

  public static PlannedTarget of(ReplaceTarget target) {
    return new PlannedTarget(target);
  }

  @Override
  public ReplaceStore open(RowLayout layout) {
    return new PlannedStore(target().open(layout));
  }

  private static final class PlannedStore implements ReplaceStore {
    private final ReplaceStore store;

    private PlannedStore(ReplaceStore store) {
      this.store = store;
    }

    @Override
    public Stager stage(String attempt, Partition partition) {
      return new CountingStager(attempt, partition);
    }

    @Override
    public Optional<Unfit> unfit(RowCursor row) {
      return store.unfit(row);
    }

    @Override
    public StoreState read(ReplaceScope scope) throws IOException {
      return store.read(scope);
    }

    @Override
    public CommitAnswer commit(CommitPlan plan) {
      return CommitAnswer.DONE;
    }

    @Override
    public void discard(Iterable<Staged> staged) {}

    @Override
    public void close() {
      store.close();
    }
  }

  private static final class CountingStager implements Stager {
    private final String attempt;
    private final Partition partition;
    private ContentChecksum checksum = ContentChecksum.EMPTY;
    private long rows;
    private long bytes;

    private CountingStager(String attempt, Partition partition) {
      this.attempt = attempt;
      this.partition = partition;
    }

    @Override
    public void add(RowCursor row) {
      checksum = checksum.plus(ContentChecksum.ofRow(row.bytes(), row.offset(), row.length()));
      bytes += row.length();
      rows++;
    }

    @Override
    public List<Staged> finish() {
      return rows == 0
          ? List.of()
          : List.of(new Staged(attempt, partition, "", rows, bytes, checksum));
    }

    @Override
    public void close() {}
  }
}
