package io.refrain.core.replace;

import io.refrain.core.Counts;
import io.refrain.core.Partition;
import io.refrain.core.RejectedRow;
import io.refrain.core.row.Frame;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowText;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceStore.Unfit;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.Stager;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Stages the rows of a group, under the name of this attempt, where nobody sees them. If the bundle
 * is tried again another attempt stages them again; only what is emitted here can be committed.
 * Rows that the target cannot hold are rejected, and counted in the group's contribution.
 */
final class StageRows extends DoFn<KV<String, Iterable<RowBlock>>, Contribution> {
  private static final long serialVersionUID = 1L;

  private final RowLayout layout;
  private final ReplaceTarget target;
  private final TupleTag<Contribution> staged;
  private final TupleTag<RejectedRow> rejected;
  private transient ReplaceStore store;
  private transient RowText text;

  StageRows(
      RowLayout layout,
      ReplaceTarget target,
      TupleTag<Contribution> staged,
      TupleTag<RejectedRow> rejected) {
    this.layout = layout;
    this.target = target;
    this.staged = staged;
    this.rejected = rejected;
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
      @Element KV<String, Iterable<RowBlock>> group, PaneInfo pane, MultiOutputReceiver out)
      throws IOException {
    if (store == null) {
      store = target.open(layout);
      text = new RowText(layout);
    }
    RejectedSample sample = new RejectedSample();
    String attempt = UUID.randomUUID().toString();
    try (Stager stager = store.stage(attempt, partitionOf(group.getKey()))) {
      RowCursor cursor = new RowCursor(layout);
      RowBlock.Reader row = new RowBlock.Reader();
      for (RowBlock block : group.getValue()) {
        row.open(block);
        while (row.next()) {
          cursor.at(row.bytes(), row.offset(), row.length());
          Optional<Unfit> unfit = store.unfit(cursor);
          if (unfit.isEmpty()) {
            stager.add(cursor);
          } else {
            String shown = text.render(row.bytes(), row.offset(), row.length());
            out.get(rejected).output(sample.add(unfit.get(), shown, Frame.origin(row.tag())));
          }
        }
      }
      out.get(staged)
          .output(
              sample.contribution(group.getKey(), pane.getIndex(), stager.finish(), Counts.NONE));
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
