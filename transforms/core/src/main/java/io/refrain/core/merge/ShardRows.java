package io.refrain.core.merge;

import io.refrain.core.row.RowBlock;
import java.util.Arrays;

/**
 * Stored rows of touched keys, with their place in the table, grouped by the change they meet. Not
 * thread-safe.
 */
final class ShardRows {
  private byte[] bytes = new byte[1 << 12];
  private int end;
  private int[] offsets = new int[64];
  private int[] files = new int[64];
  private long[] tags = new long[64];
  // Upper half: the change. Lower half: the number of the row.
  private long[] order = new long[64];
  private int size;
  private int at;

  /**
   * Adds the row that a reader stands at.
   *
   * @param change names the change it meets
   */
  void add(int change, int file, RowBlock.Reader row) {
    if (size == files.length) {
      int grown = size * 2;
      offsets = Arrays.copyOf(offsets, grown);
      files = Arrays.copyOf(files, grown);
      tags = Arrays.copyOf(tags, grown);
      order = Arrays.copyOf(order, grown);
    }
    if (bytes.length - end < row.length()) {
      int grown = Math.max(bytes.length, row.length());
      bytes = Arrays.copyOf(bytes, Math.addExact(bytes.length, grown));
    }
    System.arraycopy(row.bytes(), row.offset(), bytes, end, row.length());
    offsets[size] = end;
    files[size] = file;
    tags[size] = row.tag();
    order[size] = (long) change << 32 | size;
    end += row.length();
    size++;
  }

  /** Groups the rows by change; none may be added any more. */
  void sort() {
    Arrays.sort(order, 0, size);
    at = 0;
  }

  /**
   * Moves to the next row of a change; false if it has no more. Changes are asked for in ascending
   * order.
   */
  boolean next(int change) {
    if (at < size && (int) (order[at] >>> 32) == change) {
      at++;
      return true;
    }
    return false;
  }

  private int current() {
    return (int) order[at - 1];
  }

  int file() {
    return files[current()];
  }

  long position() {
    return FileSearch.position(tags[current()]);
  }

  boolean exact() {
    return FileSearch.exact(tags[current()]);
  }

  byte[] row() {
    int row = current();
    return Arrays.copyOfRange(bytes, offsets[row], row + 1 < size ? offsets[row + 1] : end);
  }
}
