package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowKey;
import java.util.Arrays;
import java.util.List;

/** Rows that are written in one transaction: one of each key, in the order of the key. */
final class Batch {
  private final byte[][] rows;
  private final long[] tags;
  private final boolean[] deletes;
  // By the hash of its key: a row's index + 1, 0 for free. Made when it is first asked for.
  private int[] slots;

  private Batch(byte[][] rows, long[] tags, boolean[] deletes) {
    this.rows = rows;
    this.tags = tags;
    this.deletes = deletes;
  }

  /** A batch of rows that are sorted already. */
  static Batch ofSorted(byte[][] rows, long[] tags) {
    return new Batch(rows, tags, new boolean[rows.length]);
  }

  /**
   * A batch of rows that are sorted already, some of them deletes.
   *
   * @param deletes which of them
   */
  static Batch ofSorted(byte[][] rows, long[] tags, boolean[] deletes) {
    return new Batch(rows, tags, deletes);
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

  boolean isDelete(int i) {
    return deletes[i];
  }

  Batch part(int from, int to) {
    return new Batch(
        Arrays.copyOfRange(rows, from, to),
        Arrays.copyOfRange(tags, from, to),
        Arrays.copyOfRange(deletes, from, to));
  }

  /** Some of the rows, in their order. */
  Batch pick(List<Integer> chosen) {
    byte[][] pickedRows = new byte[chosen.size()][];
    long[] pickedTags = new long[chosen.size()];
    boolean[] pickedDeletes = new boolean[chosen.size()];
    for (int i = 0; i < pickedRows.length; i++) {
      pickedRows[i] = rows[chosen.get(i)];
      pickedTags[i] = tags[chosen.get(i)];
      pickedDeletes[i] = deletes[chosen.get(i)];
    }
    return new Batch(pickedRows, pickedTags, pickedDeletes);
  }

  /** Where the row of the same key stands; -1 if there is none. Always asked with one key. */
  int find(RowKey key, byte[] row) {
    if (slots == null) {
      slots = slots(key);
    }
    int mask = slots.length - 1;
    for (int slot = (int) key.hash(row, 0) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      if (key.same(rows[slots[slot] - 1], 0, row, 0)) {
        return slots[slot] - 1;
      }
    }
    return -1;
  }

  private int[] slots(RowKey key) {
    int[] made = new int[Math.max(2, Integer.highestOneBit(rows.length) * 4)];
    int mask = made.length - 1;
    for (int i = 0; i < rows.length; i++) {
      int slot = (int) key.hash(rows[i], 0) & mask;
      while (made[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      made[slot] = i + 1;
    }
    return made;
  }
}
