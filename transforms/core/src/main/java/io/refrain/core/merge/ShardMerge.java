package io.refrain.core.merge;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.MergeWork;
import io.refrain.core.blocks.Blocks;
import io.refrain.core.row.Frame;
import io.refrain.core.row.LatestRows;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.MergeStore;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.core.upsert.UpsertDecision.Stored;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Joins the changes of one shard with the stored rows of their keys, and decides on each key. Not
 * thread-safe.
 *
 * <p>Where the table holds several rows of a touched key, the newest of them counts as what is
 * stored, and the others are removed.
 */
final class ShardMerge {
  private final RowLayout marked;
  private final TableFit fit;
  private final MergeStore store;
  private final RowKey key;
  private final MergeSpec spec;
  private final MergeRule rule;
  private final Work work;
  private final int maxBytes;

  /** Where the changes come from. */
  enum Work {
    /** They are the rows of the input. */
    MERGE,
    /** The newest of the stored rows of a key is what the key is to hold. */
    DEDUP
  }

  ShardMerge(
      RowLayout marked, TableFit fit, MergeStore store, MergeSpec spec, Work work, int maxBytes) {
    this.marked = marked;
    this.fit = fit;
    this.store = store;
    this.key = spec.latestBy().key(marked);
    this.spec = spec;
    this.rule = new MergeRule(marked, spec);
    this.work = work;
    this.maxBytes = maxBytes;
  }

  /** Takes what was decided. */
  interface Output {
    /**
     * Rows to insert.
     *
     * @param group rows of one group are written together
     * @param rows in the layout of the table
     */
    void insert(String group, RowBlock rows);

    /**
     * What becomes of rows of a file.
     *
     * @param rows in the marked layout, those to be removed of no bytes; the tag tells the position
     */
    void edit(int file, MergeBlock rows);

    void counted(Counts counts, MergeWork work);
  }

  /** Decides on all keys of a shard. */
  void merge(int shard, Iterable<MergeBlock> blocks, String base, Output out) {
    long bytes = 0;
    for (MergeBlock block : blocks) {
      bytes += holdsChanges(block) ? block.rows().sizeInBytes() : 0;
    }
    // Rather than to disk, a shard that is too large goes over its blocks several times.
    int passes = (int) Math.min(1 << 20, 1 + bytes / maxBytes);
    Edits edits = new Edits(base, out);
    Inserts inserts = new Inserts(shard, out);
    Tally tally = new Tally();
    for (int pass = 0; pass < passes; pass++) {
      new Pass(pass, passes, edits, inserts, tally).run(blocks);
    }
    edits.flush();
    inserts.flush();
    Counts counts =
        work == Work.DEDUP ? tally.counts.with(Count.DELETED, tally.duplicates) : tally.counts;
    out.counted(counts, new MergeWork(0, 0, 0, 0, 0, tally.duplicates));
  }

  private boolean holdsChanges(MergeBlock block) {
    return work == Work.DEDUP || block.file() == MergeBlock.INPUT;
  }

  private static final class Tally {
    private Counts counts = Counts.NONE;
    private long duplicates;
  }

  /** The keys of one pass over the blocks. */
  private final class Pass {
    private final int pass;
    private final int passes;
    private final Edits edits;
    private final Inserts inserts;
    private final Tally tally;
    private final LatestRows changes =
        new LatestRows(key, spec.order().order(marked), Integer.MAX_VALUE - 8);
    private final ShardRows stored = new ShardRows();
    private final Map<UpsertDecision, Long> made = new EnumMap<>(UpsertDecision.class);
    private long ties;

    private Pass(int pass, int passes, Edits edits, Inserts inserts, Tally tally) {
      this.pass = pass;
      this.passes = passes;
      this.edits = edits;
      this.inserts = inserts;
      this.tally = tally;
    }

    private void run(Iterable<MergeBlock> blocks) {
      long offered = 0;
      RowBlock.Reader row = new RowBlock.Reader();
      for (MergeBlock block : blocks) {
        if (holdsChanges(block)) {
          row.open(block.rows());
          while (row.next()) {
            long hash = key.hash(row.bytes(), row.offset());
            if (mine(hash)) {
              offered++;
              long tag = work == Work.DEDUP ? Frame.NO_TAG : row.tag();
              changes.offer(hash, row.bytes(), row.offset(), row.length(), tag);
            }
          }
        }
      }
      for (MergeBlock block : blocks) {
        if (block.file() != MergeBlock.INPUT) {
          row.open(block.rows());
          while (row.next()) {
            long hash = key.hash(row.bytes(), row.offset());
            int change = mine(hash) ? changes.offsetOf(hash, row.bytes(), row.offset()) : -1;
            if (change >= 0) {
              stored.add(change, block.file(), row);
            }
          }
        }
      }
      stored.sort();
      int keys = changes.size();
      changes.drain(this::decide);
      Counts counts = Counts.of(Count.TIES, ties);
      if (work == Work.MERGE) {
        counts = counts.with(Count.COLLAPSED, offered - keys);
      }
      tally.counts = tally.counts.plus(counts).plus(UpsertDecision.counts(made));
    }

    /** Other bits of the hash than those that chose the shard. */
    private boolean mine(long hash) {
      return passes == 1 || Integer.remainderUnsigned((int) (hash >>> 8), passes) == pass;
    }

    private void decide(byte[] bytes, int offset, int length, long tag) {
      Found newest = newest(offset);
      if (work == Work.DEDUP) {
        ties += Frame.tied(tag) ? 1 : 0;
        return;
      }
      byte[] row = Arrays.copyOfRange(bytes, offset, offset + length);
      UpsertDecision decision = rule.decide(row, newest == null ? null : newest.stored());
      made.merge(decision, 1L, Long::sum);
      ties += Frame.tied(tag) || decision.tied() ? 1 : 0;
      if (decision == UpsertDecision.DELETE) {
        edits.remove(newest.file(), newest.position());
      } else if (decision.writes() && newest == null) {
        inserts.add(row);
      } else if (decision.writes()) {
        edits.replace(newest.file(), newest.position(), row);
      }
    }

    /** The newest of the rows stored under a key; the others are removed. */
    private Found newest(int change) {
      Found newest = null;
      while (stored.next(change)) {
        Found other =
            new Found(new Stored(stored.row(), stored.exact()), stored.file(), stored.position());
        if (newest == null) {
          newest = other;
          continue;
        }
        boolean newer = other.isNewer(newest, rule);
        Found loser = newer ? newest : other;
        newest = newer ? other : newest;
        edits.remove(loser.file(), loser.position());
        tally.duplicates++;
      }
      return newest;
    }
  }

  private record Found(Stored stored, int file, long position) {
    /** Of rows that are the same the first one stays, whatever order they come in. */
    private boolean isNewer(Found other, MergeRule rule) {
      int order = rule.compare(stored, other.stored);
      if (order == 0) {
        order = Integer.compare(other.file, file);
      }
      return order == 0 ? position < other.position : order > 0;
    }
  }

  /** Blocks of edits, by file. */
  private static final class Edits {
    private static final byte[] NONE = new byte[0];
    private final String base;
    private final Output out;
    private final Map<Integer, RowBlock.Builder> files = new HashMap<>();

    private Edits(String base, Output out) {
      this.base = base;
      this.out = out;
    }

    private void remove(int file, long position) {
      add(file, position, NONE);
    }

    private void replace(int file, long position, byte[] row) {
      add(file, position, row);
    }

    private void add(int file, long position, byte[] row) {
      RowBlock.Builder builder = files.computeIfAbsent(file, f -> new RowBlock.Builder(256));
      builder.add(row, 0, row.length, FileSearch.tag(position, true));
      if (builder.sizeInBytes() >= Blocks.TARGET_BYTES) {
        emit(file, builder);
      }
    }

    private void emit(int file, RowBlock.Builder builder) {
      if (!builder.isEmpty()) {
        out.edit(file, new MergeBlock(base, file, null, builder.build()));
      }
    }

    private void flush() {
      files.forEach(this::emit);
    }
  }

  /** Blocks of rows to insert, by partition. */
  private final class Inserts {
    // One worker writes a partition until a shard has this many bytes for it: then more share it.
    private static final long BYTES_PER_GROUP = 1L << 20;
    private static final int MAX_GROUPS = 16;
    private final int shard;
    private final Output out;
    private final RowCursor cursor = new RowCursor(marked);
    private final Map<String, Group> groups = new HashMap<>();

    private Inserts(int shard, Output out) {
      this.shard = shard;
      this.out = out;
    }

    private void add(byte[] row) {
      RowCursor inserted = fit.toTable(cursor.at(row, 0, row.length), null);
      String partition = store.partitionOf(inserted);
      Group group = groups.computeIfAbsent(partition, p -> new Group());
      group.builder.add(inserted.bytes(), inserted.offset(), inserted.length(), Frame.NO_TAG);
      if (group.builder.sizeInBytes() >= Blocks.TARGET_BYTES) {
        emit(partition, group);
      }
    }

    private void emit(String partition, Group group) {
      if (!group.builder.isEmpty()) {
        long share = Math.min(MAX_GROUPS, 1 + group.bytes / BYTES_PER_GROUP);
        group.bytes += group.builder.sizeInBytes();
        out.insert(shard % share + " " + partition, group.builder.build());
      }
    }

    private void flush() {
      groups.forEach(this::emit);
    }
  }

  private static final class Group {
    private final RowBlock.Builder builder = new RowBlock.Builder(1024);
    private long bytes;
  }
}
