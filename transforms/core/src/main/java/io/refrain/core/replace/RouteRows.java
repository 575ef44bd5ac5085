package io.refrain.core.replace;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.Blocks;
import io.refrain.core.blocks.PerWindow;
import io.refrain.core.blocks.RejectedRows;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;

/**
 * Packs rows by partition, and rejects those that the scope does not let in. A partition's blocks
 * are spread over several groups once it has many, so that a large partition is staged by many
 * workers and a small one by a single worker, as a single file.
 */
final class RouteRows extends DoFn<RowBlock, KV<String, RowBlock>> {
  private static final long serialVersionUID = 1L;
  // About 16 MB of encoded rows from one worker go to one group before the next one is begun.
  // Counted
  // across bundles: else the first group would get the start of each, and outgrow a worker's
  // memory.
  private static final int BLOCKS_PER_GROUP = 256;
  private static final int MAX_PARTITIONS_COUNTED = 10_000;

  private final RowLayout layout;
  private final List<String> partitionColumns;
  private final ScopeOfWindow scopes;
  private final int shards;
  private final TupleTag<KV<String, RowBlock>> packed;
  private final TupleTag<RejectedRow> rejected;
  private final TupleTag<Counts> counts;
  private transient RowText text;
  private transient PerWindow<Routed> windows;
  private transient Map<String, int[]> blocksOfPartition;

  RouteRows(
      RowLayout layout,
      List<String> partitionColumns,
      ScopeOfWindow scopes,
      int shards,
      TupleTag<KV<String, RowBlock>> packed,
      TupleTag<RejectedRow> rejected,
      TupleTag<Counts> counts) {
    this.layout = layout;
    this.partitionColumns = partitionColumns;
    this.scopes = scopes;
    this.shards = shards;
    this.packed = packed;
    this.rejected = rejected;
    this.counts = counts;
  }

  @Setup
  public void setup() {
    text = new RowText(layout);
    windows =
        new PerWindow<>(
            window ->
                new Routed(
                    new Router(layout, partitionColumns, scopes.of(window)), blocksOfPartition));
    blocksOfPartition = new HashMap<>();
  }

  @StartBundle
  public void startBundle() {
    windows.clear();
    if (blocksOfPartition.size() > MAX_PARTITIONS_COUNTED) {
      blocksOfPartition.clear();
    }
  }

  @ProcessElement
  public void route(
      @Element RowBlock block,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      MultiOutputReceiver out) {
    Routed routed = windows.at(window, timestamp);
    RowBlock.Reader row = new RowBlock.Reader().open(block);
    OutputReceiver<KV<String, RowBlock>> output = out.get(packed);
    while (row.next()) {
      Router.Route route = routed.router.route(row.bytes(), row.offset(), row.length());
      if (route.refusal().isPresent()) {
        Router.Refusal refusal = route.refusal().get();
        out.get(rejected)
            .output(RejectedRows.of(refusal.code(), refusal.column(), refusal.reason(), text, row));
        continue;
      }
      Group group = routed.group(route);
      group.builder.add(row);
      if (group.builder.sizeInBytes() >= Blocks.TARGET_BYTES) {
        // Not with the earliest timestamp: Beam forbids to go back behind the current element's.
        output.output(group.build(shards));
      }
    }
    routed.rowsIn += block.rowCount();
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    windows.forEach(
        (window, routed) -> {
          Instant timestamp = windows.earliest(window);
          for (Group group : routed.groups) {
            if (group != null && !group.builder.isEmpty()) {
              context.output(group.build(shards), timestamp, window);
            }
          }
          context.output(counts, Counts.of(Count.ROWS_IN, routed.rowsIn), timestamp, window);
        });
  }

  /** The groups of one window, by number of route. */
  private static final class Routed {
    private final Router router;
    private final Map<String, int[]> blocksOfPartition;
    private final List<Group> groups = new ArrayList<>();
    private long rowsIn;

    private Routed(Router router, Map<String, int[]> blocksOfPartition) {
      this.router = router;
      this.blocksOfPartition = blocksOfPartition;
    }

    private Group group(Router.Route route) {
      while (groups.size() <= route.number()) {
        groups.add(null);
      }
      Group group = groups.get(route.number());
      if (group == null) {
        String path = route.partition().path();
        group = new Group(path, blocksOfPartition.computeIfAbsent(path, p -> new int[1]));
        groups.set(route.number(), group);
      }
      return group;
    }
  }

  private static final class Group {
    private final String path;
    private final RowBlock.Builder builder = new RowBlock.Builder(4096);
    private final int[] blocks;

    private Group(String path, int[] blocks) {
      this.path = path;
      this.blocks = blocks;
    }

    private KV<String, RowBlock> build(int shards) {
      int shard = Math.floorMod(blocks[0]++ / BLOCKS_PER_GROUP, shards);
      return KV.of(StageRows.groupKey(path, shard), builder.build());
    }
  }
}
