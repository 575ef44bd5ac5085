package io.refrain.jdbc.upsert;

import io.refrain.core.Counts;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.Retries;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;

/** Merges all that one pane of a window staged, in one transaction. */
final class MergeShardsFn extends DoFn<KV<String, Iterable<StagedShard>>, Counts> {
  private static final long serialVersionUID = 1L;

  private final UpsertSpec spec;
  private final RowLayout layout;
  private final TupleTag<RejectedRow> rejected;
  private final RejectedLimit limit;
  private final PCollectionView<Rejected> rejectedBefore;
  // One for each run: two runs are two merges, a step that is repeated is the same.
  private final String run = UUID.randomUUID().toString();

  MergeShardsFn(
      UpsertSpec spec,
      RowLayout layout,
      TupleTag<RejectedRow> rejected,
      RejectedLimit limit,
      PCollectionView<Rejected> rejectedBefore) {
    this.spec = spec;
    this.layout = layout;
    this.rejected = rejected;
    this.limit = limit;
    this.rejectedBefore = rejectedBefore;
  }

  @ProcessElement
  public void merge(
      @Element KV<String, Iterable<StagedShard>> shards,
      BoundedWindow window,
      PaneInfo pane,
      ProcessContext context)
      throws InterruptedException {
    List<StagedRows> staged = new ArrayList<>();
    Counts counts = Counts.NONE;
    for (StagedShard shard : shards.getValue()) {
      staged.addAll(shard.staged());
      counts = counts.plus(shard.counts());
    }
    try (ConnectionPool pool = ConnectionPool.acquire(spec.connection())) {
      UpsertTable table = UpsertTable.open(spec, layout, pool);
      MergeMarks marks = MergeMarks.open(table, pool);
      AtomicMerge merge = new AtomicMerge(table, pool, Retries.DEFAULT, marks);
      Rejected before = context.sideInput(rejectedBefore);
      try {
        limit.check(before, RejectedLimit.NOTHING);
        List<RejectedRow> refused = new ArrayList<>();
        Rejected all = new Rejected().addAll(before);
        counts =
            counts.plus(
                merge.merge(
                    id(window, pane),
                    staged,
                    row -> {
                      limit.check(all.add(row), RejectedLimit.NOTHING);
                      refused.add(row);
                    }));
        refused.forEach(row -> context.output(rejected, row));
      } catch (RefrainException e) {
        if (e.kind() != RefrainException.Kind.UNKNOWN) {
          merge.discard(staged);
        }
        throw e;
      }
      new Leftovers(table, marks, pool, Retries.DEFAULT).clearUp(Leftovers.SAFE_AGE);
    }
    context.output(counts);
  }

  private UUID id(BoundedWindow window, PaneInfo pane) {
    String text = run + " " + window.maxTimestamp() + " " + window + " " + pane.getIndex();
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
