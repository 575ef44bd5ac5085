package io.refrain.core.merge;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.MergeReceipt;
import io.refrain.core.MergeToken;
import io.refrain.core.MergeWork;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.blocks.PackByKey;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.beam.sdk.values.Row;

/** A merge without a pipeline: its steps one after another, as a runner would do them. */
public final class MergeRun {
  private static final int SHARDS = 3;

  private final MergeTarget target;
  private final List<String> keys;
  private final MergeSpec spec;
  private final boolean byPosition;
  private final int maxShardBytes;

  private MergeRun(
      MergeTarget target,
      List<String> keys,
      MergeSpec spec,
      boolean byPosition,
      int maxShardBytes) {
    this.target = target;
    this.keys = keys;
    this.spec = spec;
    this.byPosition = byPosition;
    this.maxShardBytes = maxShardBytes;
  }

  /** By a key, the latest by {@code updated_at}, without deletes. */
  public static MergeRun into(MergeTarget target, String... keys) {
    LatestBy latestBy = new LatestBy(List.of(keys), List.of("updated_at"), null);
    MergeSpec spec = new MergeSpec(latestBy, new MergeSpec.Deletes.None());
    return new MergeRun(target, List.of(keys), spec, false, 1 << 20);
  }

  /** Column {@code op} tells deletes from upserts; deleted rows go. */
  public MergeRun hardDeletes() {
    return deletes(new MergeSpec.Deletes.Hard());
  }

  /** Column {@code op} tells deletes from upserts; deleted rows are flagged. */
  public MergeRun softDelete(String column) {
    return deletes(new MergeSpec.Deletes.Soft(column));
  }

  private MergeRun deletes(MergeSpec.Deletes deletes) {
    LatestBy latestBy = new LatestBy(keys, spec.latestBy().versions(), "op");
    return new MergeRun(target, keys, new MergeSpec(latestBy, deletes), byPosition, maxShardBytes);
  }

  /** Deletes rows by position rather than write files anew. */
  public MergeRun byPosition(boolean yes) {
    return new MergeRun(target, keys, spec, yes, maxShardBytes);
  }

  /** How many bytes of a shard's changes are worked on at once. */
  public MergeRun maxShardBytes(int bytes) {
    return new MergeRun(target, keys, spec, byPosition, bytes);
  }

  /** Merges into another target, in the same way. */
  public MergeRun into(MergeTarget other) {
    return new MergeRun(other, keys, spec, byPosition, maxShardBytes);
  }

  /** Merges rows, and commits. */
  public MergeReceipt run(long epoch, List<Row> rows) throws IOException {
    return prepare(epoch, rows).commit();
  }

  /** Everything but the commit. */
  public Prepared prepare(long epoch, List<Row> rows) throws IOException {
    MergeToken token = MergeToken.ofBatch("test", epoch);
    try (OpenTable table = OpenTable.forInput(target, inputLayout(rows), spec)) {
      MergeState state = table.store().read(token);
      if (state.receipt().isPresent()) {
        MergeBase base = new MergeBase(state.version(), KeyBounds.ANY, state.receipt().get());
        return new Prepared(token, base, List.of(), inputLayout(rows));
      }
      List<MergePart> parts = new ArrayList<>();
      Map<Integer, List<RowBlock>> packed = pack(table, rows, parts);
      KeySummary summary = summary(table, packed);
      KeyBounds bounds = summary.bounds();
      MergeBase base = new MergeBase(state.version(), bounds, null);
      if (!summary.isEmpty()) {
        List<TableFile> files = table.store().files(base.version(), bounds);
        Map<Integer, List<MergeBlock>> byShard = search(table, summary, base, files, parts);
        packed.forEach(
            (shard, blocks) ->
                blocks.forEach(
                    block ->
                        byShard
                            .computeIfAbsent(shard, s -> new ArrayList<>())
                            .add(MergeBlock.ofInput(block))));
        decide(table, byShard, base, files, ShardMerge.Work.MERGE, parts);
      }
      return new Prepared(token, base, parts, inputLayout(rows));
    }
  }

  private RowLayout inputLayout(List<Row> rows) {
    return rows.isEmpty() ? emptyInput() : RowLayout.of(rows.get(0).getSchema());
  }

  private RowLayout emptyInput() {
    boolean upserts = spec.latestBy().changeKind() == null;
    return RowLayout.of(upserts ? MergeOrders.UPSERTS : MergeOrders.INPUT);
  }

  /** Rids the table of duplicates. */
  public MergeReceipt dedup(long epoch) throws IOException {
    MergeToken token = new MergeToken("test", MergeToken.DEDUP, "", epoch);
    try (OpenTable table = OpenTable.forItself(target, spec)) {
      MergeState state = table.store().read(token);
      MergeBase base = new MergeBase(state.version(), KeyBounds.ANY, state.receipt().orElse(null));
      List<MergePart> parts = new ArrayList<>();
      List<TableFile> files = table.store().files(base.version(), KeyBounds.ANY);
      Map<Integer, List<KeyHashes>> hashes = new TreeMap<>();
      for (TableFile file : files) {
        new StoredKeys(table.store(), keys, SHARDS)
            .read(
                file,
                (shard, some) -> hashes.computeIfAbsent(shard, s -> new ArrayList<>()).add(some));
      }
      KeySummary repeated =
          hashes.values().stream()
              .map(RepeatedKeys::of)
              .reduce(KeySummary.readFrom(base.version()), KeySummary::plus);
      decide(
          table,
          search(table, repeated, base, files, parts),
          base,
          files,
          ShardMerge.Work.DEDUP,
          parts);
      return new Prepared(token, base, parts, null).commit();
    }
  }

  private Map<Integer, List<RowBlock>> pack(
      OpenTable table, List<Row> rows, List<MergePart> parts) {
    RowLayout layout = inputLayout(rows);
    RowConverter converter = new RowConverter(layout);
    RowBlock.Builder builder = new RowBlock.Builder(64);
    for (Row row : rows) {
      RowWriter encoded = converter.encode(row);
      builder.add(encoded.bytes(), 0, encoded.length(), 0);
    }
    RowBlock block =
        new MarkedRows(layout, spec, table.fit(), table.store())
            .apply(builder.build(), rejected -> parts.add(MergePart.rejected(rejected)));
    parts.add(MergePart.counted(Counts.of(Count.ROWS_IN, rows.size())));
    RowKey key = spec.latestBy().key(table.marked());
    Map<Integer, RowBlock.Builder> builders = new TreeMap<>();
    RowBlock.Reader row = new RowBlock.Reader().open(block);
    while (row.next()) {
      int shard = PackByKey.shardOf(key.hash(row.bytes(), row.offset()), SHARDS);
      builders.computeIfAbsent(shard, s -> new RowBlock.Builder(64)).add(row);
    }
    Map<Integer, List<RowBlock>> packed = new TreeMap<>();
    builders.forEach((shard, some) -> packed.put(shard, List.of(some.build())));
    return packed;
  }

  private KeySummary summary(OpenTable table, Map<Integer, List<RowBlock>> packed) {
    KeySummary sum = KeySummary.NONE;
    for (List<RowBlock> blocks : packed.values()) {
      KeySummary.Collector collector =
          new KeySummary.Collector(table.marked(), table.store().layout(), keys);
      blocks.forEach(collector::add);
      sum = sum.plus(collector.build());
    }
    return sum;
  }

  private Map<Integer, List<MergeBlock>> search(
      OpenTable table,
      KeySummary summary,
      MergeBase base,
      List<TableFile> files,
      List<MergePart> parts)
      throws IOException {
    Map<Integer, List<MergeBlock>> byShard = new TreeMap<>();
    for (SearchTask task : SearchTask.of(base.version(), files, summary.filter(), 2)) {
      FileSearch search = new FileSearch(table.store(), table.fit(), keys, task.filter(), SHARDS);
      for (FileTask file : task.files()) {
        MergeWork work =
            search.search(
                file,
                (shard, rows) -> byShard.computeIfAbsent(shard, s -> new ArrayList<>()).add(rows));
        parts.add(MergePart.searched(base.version(), work));
      }
    }
    return byShard;
  }

  private void decide(
      OpenTable table,
      Map<Integer, List<MergeBlock>> byShard,
      MergeBase base,
      List<TableFile> files,
      ShardMerge.Work work,
      List<MergePart> parts)
      throws IOException {
    Decided decided = new Decided(parts);
    ShardMerge merge =
        new ShardMerge(table.marked(), table.fit(), table.store(), spec, work, maxShardBytes);
    byShard.forEach((shard, blocks) -> merge.merge(shard, blocks, base.version(), decided));
    FileRewrite rewrite = new FileRewrite(table.store(), table.fit(), byPosition);
    for (Map.Entry<Integer, FileEdits> edits : decided.edits(table.marked()).entrySet()) {
      TableFile file = files.get(edits.getKey());
      parts.add(
          rewrite.apply(base.version(), file, edits.getValue(), UUID.randomUUID().toString()));
    }
    for (List<MergeBlock> group : decided.inserts.values()) {
      parts.add(InsertRows.stage(table.store(), group));
    }
  }

  private static final class Decided implements ShardMerge.Output {
    private final List<MergePart> parts;
    private final Map<String, List<MergeBlock>> inserts = new TreeMap<>();
    private final Map<Integer, List<RowBlock>> edits = new TreeMap<>();

    private Decided(List<MergePart> parts) {
      this.parts = parts;
    }

    @Override
    public void insert(String group, RowBlock rows) {
      inserts.computeIfAbsent(group, g -> new ArrayList<>()).add(MergeBlock.ofInput(rows));
    }

    @Override
    public void edit(int file, MergeBlock rows) {
      edits.computeIfAbsent(file, f -> new ArrayList<>()).add(rows.rows());
    }

    @Override
    public void counted(Counts counts, MergeWork work) {
      parts.add(MergePart.NOTHING.with(counts, work));
    }

    private Map<Integer, FileEdits> edits(RowLayout marked) {
      Map<Integer, FileEdits> out = new TreeMap<>();
      edits.forEach(
          (file, blocks) -> {
            FileEdits some = new FileEdits(marked);
            blocks.forEach(some::add);
            out.put(file, some);
          });
      return out;
    }
  }

  /** A merge that has staged everything, and is yet to commit. */
  public final class Prepared {
    private final MergeTarget to;
    private final MergeToken token;
    private final MergeBase base;
    private final List<MergePart> parts;
    // Null if the rows are the table's own.
    private final RowLayout input;

    private Prepared(MergeToken token, MergeBase base, List<MergePart> parts, RowLayout input) {
      this(target, token, base, parts, input);
    }

    private Prepared(
        MergeTarget to, MergeToken token, MergeBase base, List<MergePart> parts, RowLayout input) {
      this.to = to;
      this.token = token;
      this.base = base;
      this.parts = List.copyOf(parts);
      this.input = input;
    }

    /** The same, to be committed by way of another target. */
    public Prepared into(MergeTarget other) {
      return new Prepared(other, token, base, parts, input);
    }

    public MergeReceipt commit() throws IOException {
      try (MergeStore store = to.open()) {
        if (input != null) {
          store.expect(spec.addable(input));
        }
        return new MergeCommit(store, to.name(), token, Duration.ofMillis(1))
            .commit(base, parts, 0);
      }
    }

    /** Gives up what was staged, as a run does that will hardly commit any more. */
    public void discard() throws IOException {
      try (MergeStore store = to.open()) {
        parts.forEach(part -> store.discard(part.staged()));
      }
    }
  }
}
