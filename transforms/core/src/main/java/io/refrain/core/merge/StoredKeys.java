package io.refrain.core.merge;

import io.refrain.core.blocks.PackByKey;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.StoredRows;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Reads the hashes of the keys of a file. Not thread-safe. */
final class StoredKeys {
  // 64 KB, as other blocks.
  private static final int HASHES_AT_ONCE = 8192;

  private final MergeStore store;
  private final List<String> keys;
  private final long[][] shards;
  private final int[] sizes;

  StoredKeys(MergeStore store, List<String> keys, int numberOfShards) {
    this.store = store;
    this.keys = keys;
    this.shards = new long[numberOfShards][];
    this.sizes = new int[numberOfShards];
  }

  /** Takes hashes of keys of one shard. */
  interface Output {
    void found(int shard, KeyHashes hashes);
  }

  /** Reads a file. A row with a null in its key has none. */
  void read(TableFile file, Output out) throws IOException {
    try (StoredRows rows = store.open(file, keys, null)) {
      RowKey key = null;
      while (rows.next()) {
        RowCursor row = rows.row();
        key = key == null ? new RowKey(row.layout(), keys) : key;
        if (key.nullColumn(row.bytes(), row.offset()) < 0) {
          add(key.hash(row.bytes(), row.offset()), out);
        }
      }
    }
    for (int shard = 0; shard < shards.length; shard++) {
      emit(shard, out);
    }
  }

  private void add(long hash, Output out) {
    int shard = PackByKey.shardOf(hash, shards.length);
    if (shards[shard] == null) {
      shards[shard] = new long[64];
    } else if (sizes[shard] == shards[shard].length) {
      shards[shard] = Arrays.copyOf(shards[shard], sizes[shard] * 2);
    }
    shards[shard][sizes[shard]++] = hash;
    if (sizes[shard] == HASHES_AT_ONCE) {
      emit(shard, out);
    }
  }

  private void emit(int shard, Output out) {
    if (sizes[shard] > 0) {
      out.found(shard, new KeyHashes(Arrays.copyOf(shards[shard], sizes[shard])));
      sizes[shard] = 0;
    }
  }
}
