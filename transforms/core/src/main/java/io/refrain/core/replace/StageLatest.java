package io.refrain.core.replace;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.dedup.SpillingLatestRows;
import io.refrain.core.row.Frame;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Keeps the newest row of each key of a shard, and stages them by partition. All of a shard, what
 * was counted and rejected included, is one contribution: that of a later pane takes its place.
 */
final class StageLatest extends DoFn<KV<Integer, Iterable<RowBlock>>, Contribution> {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SHARD_BYTES = 128 << 20;

  private final RowLayout layout;
  private final ReplaceTarget target;
  private final LatestBy latestBy;
  private final ScopeOfWindow scopes;
  private final TupleTag<Contribution> staged;
  private final TupleTag<RejectedRow> rejected;
  private transient ReplaceStore store;
  private transient RowKey key;
  private transient RowOrder order;

  StageLatest(
      RowLayout layout,
      ReplaceTarget target,
      LatestBy latestBy,
      ScopeOfWindow scopes,
      TupleTag<Contribution> staged,
      TupleTag<RejectedRow> rejected) {
    this.layout = layout;
    this.target = target;
    this.latestBy = latestBy;
    this.scopes = scopes;
    this.staged = staged;
    this.rejected = rejected;
  }

  @Setup
  public void setup() {
    key = latestBy.key(layout);
    order = latestBy.order(layout);
  }

  @ProcessElement
  public void stage(
      @Element KV<Integer, Iterable<RowBlock>> shard,
      BoundedWindow window,
      PaneInfo pane,
      MultiOutputReceiver out)
      throws IOException {
    if (store == null) {
      store = target.open(layout);
    }
    long[] kept = new long[2];
    Router router = new Router(layout, target.partitionColumns(), scopes.of(window));
    try (SpillingLatestRows latest = new SpillingLatestRows(key, order, MAX_SHARD_BYTES);
        RoutedStagers stagers = new RoutedStagers(layout, store, router)) {
      long in = latest.addAll(shard.getValue());
      latest.drain(
          (bytes, offset, length, tag) -> {
            kept[0]++;
            kept[1] += Frame.tied(tag) ? 1 : 0;
            stagers.add(bytes, offset, length, Frame.origin(tag), out.get(rejected)::output);
          });
      Counts counts = Counts.of(Count.COLLAPSED, in - kept[0]).with(Count.TIES, kept[1]);
      Contribution contribution =
          stagers.finish("shard " + shard.getKey(), pane.getIndex(), counts);
      out.get(staged).output(contribution);
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
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
