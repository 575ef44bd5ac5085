package io.refrain.core.merge;

import io.refrain.core.MergeWork;
import io.refrain.core.blocks.Blocks;
import io.refrain.core.blocks.PackByKey;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowWriter;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.StoredRows;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds the rows of a file whose key may be touched: reads the key columns, and whole rows only
 * where the filter hits. Not thread-safe.
 */
final class FileSearch {
  private final MergeStore store;
  private final TableFit fit;
  private final List<String> keys;
  private final KeyFilter filter;
  private final int shards;

  /**
   * @param filter finds the keys to look for
   * @param shards into how many shards keys are hashed
   */
  FileSearch(MergeStore store, TableFit fit, List<String> keys, KeyFilter filter, int shards) {
    this.store = store;
    this.fit = fit;
    this.keys = keys;
    this.filter = filter;
    this.shards = shards;
  }

  /** Takes the rows that were found, by shard. */
  interface Output {
    /**
     * Takes rows of one shard.
     *
     * @param rows in the marked layout; each has the tag of {@link #tag}. The first of a file and
     *     shard describe the file
     */
    void found(int shard, MergeBlock rows);
  }

  /** The tag of a stored row: where it stands in its file, and whether its values are exact. */
  static long tag(long position, boolean exact) {
    return position << 1 | (exact ? 0 : 1);
  }

  static long position(long tag) {
    return tag >>> 1;
  }

  static boolean exact(long tag) {
    return (tag & 1) == 0;
  }

  /**
   * Searches a file.
   *
   * @return what it cost
   */
  MergeWork search(FileTask task, Output out) throws IOException {
    RowBlock.Builder[] builders = new RowBlock.Builder[shards];
    boolean[] described = new boolean[shards];
    RowKey key = new RowKey(fit.marked().layout(), keys);
    long bytes;
    try (StoredRows rows = store.search(task.file(), keys, new Touched(), fit.columnsToRead())) {
      while (rows.next()) {
        TableFit.Form form = fit.fromTable(rows.row());
        if (form == TableFit.Form.NO_SUCH_KEY) {
          continue;
        }
        RowWriter row = fit.marked();
        int shard = PackByKey.shardOf(key.hash(row.bytes(), 0), builders.length);
        if (builders[shard] == null) {
          builders[shard] = new RowBlock.Builder(1024);
        }
        long tag = tag(rows.position(), form == TableFit.Form.EXACT);
        builders[shard].add(row.bytes(), 0, row.length(), tag);
        if (builders[shard].sizeInBytes() >= Blocks.TARGET_BYTES) {
          out.found(shard, MergeBlock.ofFile(task, !described[shard], builders[shard].build()));
          described[shard] = true;
        }
      }
      bytes = rows.bytesRead();
    }
    for (int shard = 0; shard < builders.length; shard++) {
      if (builders[shard] != null && !builders[shard].isEmpty()) {
        out.found(shard, MergeBlock.ofFile(task, !described[shard], builders[shard].build()));
      }
    }
    return MergeWork.ofReading(1, bytes);
  }

  /** Whether a key may be touched. */
  private final class Touched implements Predicate<RowCursor> {
    private RowKey key;

    @Override
    public boolean test(RowCursor row) {
      key = key == null ? new RowKey(row.layout(), keys) : key;
      // A null equals nothing, so such a row has no key.
      if (key.nullColumn(row.bytes(), row.offset()) >= 0) {
        return false;
      }
      return filter.mayHold(key.hash(row.bytes(), row.offset()));
    }
  }
}
