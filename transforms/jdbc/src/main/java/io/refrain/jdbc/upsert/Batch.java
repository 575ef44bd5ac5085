package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowKey;
import java.util.Arrays;

/** Rows that are written in one transaction: one of each key, in the order of the key. */
final class Batch {
  private final byte[][] rows;
  private final long[] tags;

  private Batch(byte[][] rows, long[] tags) {
    this.rows = rows;
    this.tags = tags;
  }

  /** A batch of rows that are sorted already. */
  static Batch ofSorted(byte[][] rows, long[] tags) {
    return new Batch(rows, tags);
  }

  int size() {
    return rows.length;
  }

  byte[] row(int i) {
    return rows[i];
  }

  long tag(int i) {
    return tags[i];
  }

  Batch part(int from, int to) {
    return new Batch(Arrays.copyOfRange(rows, from, to), Arrays.copyOfRange(tags, from, to));
  }

  /** Where the row of the same key stands; -1 if there is none. */
  int find(RowKey key, byte[] row) {
    int low = 0;
    int high = rows.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = key.compare(rows[middle], 0, row, 0);
      if (order == 0) {
        return middle;
      } else if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }
}
