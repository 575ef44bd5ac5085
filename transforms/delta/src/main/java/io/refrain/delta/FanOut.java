package io.refrain.delta;

import io.refrain.core.Partition;
import io.refrain.core.replace.PartitionValues;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.Staged;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.Stager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Stages rows of any partitions, a file for each; the one that was written to least recently is
 * finished when too many are open.
 */
final class FanOut implements MergeStager {
  private static final int MOST_OPEN = 32;

  private final String attempt;
  private final PartitionValues partitions;
  private final Function<Partition, Stager> opener;
  private final LinkedHashMap<Partition, Stager> open = new LinkedHashMap<>(16, 0.75f, true);
  private final List<StagedFile> done = new ArrayList<>();
  private boolean complete;

  FanOut(String attempt, PartitionValues partitions, Function<Partition, Stager> opener) {
    this.attempt = attempt;
    this.partitions = partitions;
    this.opener = opener;
  }

  @Override
  public void add(RowCursor row) throws IOException {
    Partition partition = partitions.of(row);
    Stager stager = open.get(partition);
    if (stager == null) {
      if (open.size() == MOST_OPEN) {
        finish(open.keySet().iterator().next());
      }
      stager = opener.apply(partition);
      open.put(partition, stager);
    }
    stager.add(row);
  }

  private void finish(Partition partition) throws IOException {
    Stager stager = open.get(partition);
    for (Staged staged : stager.finish()) {
      done.add(
          new StagedFile(
              attempt, StagedFile.Kind.ROWS, staged.location(), staged.rows(), staged.bytes()));
    }
    open.remove(partition);
  }

  @Override
  public List<StagedFile> finish() throws IOException {
    for (Partition partition : List.copyOf(open.keySet())) {
      finish(partition);
    }
    complete = true;
    return List.copyOf(done);
  }

  /** Files that were finished on the way, and never listed, are left to the sweeper. */
  @Override
  public void close() throws IOException {
    if (complete) {
      return;
    }
    IOException failure = null;
    for (Map.Entry<Partition, Stager> entry : open.entrySet()) {
      try {
        entry.getValue().close();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    open.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
