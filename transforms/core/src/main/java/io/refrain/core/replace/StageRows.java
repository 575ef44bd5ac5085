package io.refrain.core.replace;

import io.refrain.core.Partition;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;

/**
 * Stages the rows of a group, under the name of this attempt, where nobody sees them. If the bundle
 * is tried again another attempt stages them again; only what is emitted here can be committed.
 */
final class StageRows extends DoFn<KV<String, Iterable<RowBlock>>, Contribution> {
  private static final long serialVersionUID = 1L;

  private final RowLayout layout;
  private final ReplaceTarget target;
  private transient ReplaceStore store;

  StageRows(RowLayout layout, ReplaceTarget target) {
    this.layout = layout;
    this.target = target;
  }

  /** Names a group: one of the shards of a partition. */
  static String groupKey(String path, int shard) {
    return shard + " " + path;
  }

  private static Partition partitionOf(String groupKey) {
    return Partition.parse(groupKey.substring(groupKey.indexOf(' ') + 1));
  }

  @ProcessElement
  public void stage(
      @Element KV<String, Iterable<RowBlock>> group,
      PaneInfo pane,
      OutputReceiver<Contribution> out)
      throws IOException {
    if (store == null) {
      store = target.open(layout);
    }
    String attempt = UUID.randomUUID().toString();
    try (Stager stager = store.stage(attempt, partitionOf(group.getKey()))) {
      RowCursor cursor = new RowCursor(layout);
      RowBlock.Reader row = new RowBlock.Reader();
      for (RowBlock block : group.getValue()) {
        row.open(block);
        while (row.next()) {
          stager.add(cursor.at(row.bytes(), row.offset(), row.length()));
        }
      }
      List<Staged> staged = stager.finish();
      out.output(Contribution.staged(group.getKey(), pane.getIndex(), staged));
    }
  }

  @Teardown
  public void teardown() {
    if (store != null) {
      store.close();
      store = null;
    }
  }
}
