package io.refrain.core.merge;

import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** What becomes of rows of one file, by position: removed, or replaced. Not thread-safe. */
final class FileEdits {
  private final RowCursor cursor;
  // Upper half: the position. Lower half: the number of the edit.
  private long[] order = new long[64];
  private int[] blockOf = new int[64];
  private int[] offsets = new int[64];
  private int[] lengths = new int[64];
  private final List<byte[]> bytes = new ArrayList<>();
  private int size;
  private int replaced;

  /**
   * @param marked the layout of rows that take the place of others
   */
  FileEdits(RowLayout marked) {
    this.cursor = new RowCursor(marked);
  }

  void add(RowBlock block) {
    if (block.rowCount() == 0) {
      return;
    }
    RowBlock.Reader row = new RowBlock.Reader().open(block);
    while (row.next()) {
      if (size == order.length) {
        order = Arrays.copyOf(order, size * 2);
        blockOf = Arrays.copyOf(blockOf, size * 2);
        offsets = Arrays.copyOf(offsets, size * 2);
        lengths = Arrays.copyOf(lengths, size * 2);
      }
      long position = Math.toIntExact(FileSearch.position(row.tag()));
      order[size] = position << 32 | size;
      blockOf[size] = bytes.size();
      offsets[size] = row.offset();
      lengths[size] = row.length();
      replaced += row.length() > 0 ? 1 : 0;
      size++;
    }
    bytes.add(row.bytes());
  }

  /** Brings them into the order of positions; none may be added any more. */
  void sort() {
    Arrays.sort(order, 0, size);
  }

  int size() {
    return size;
  }

  /** How many rows are replaced; the others are removed. */
  int replaced() {
    return replaced;
  }

  /** The position of an edit, by its number in order. */
  long position(int i) {
    return order[i] >>> 32;
  }

  /** Whether an edit removes its row. */
  boolean removes(int i) {
    return lengths[(int) order[i]] == 0;
  }

  /** The row that takes the place of another; it is gone with the next call. */
  RowCursor row(int i) {
    int edit = (int) order[i];
    return cursor.at(bytes.get(blockOf[edit]), offsets[edit], lengths[edit]);
  }

  /** The positions of all edits, or of those that replace. */
  BitSet positions(boolean replacedOnly) {
    BitSet positions = new BitSet();
    for (int i = 0; i < size; i++) {
      if (!replacedOnly || !removes(i)) {
        positions.set((int) position(i));
      }
    }
    return positions;
  }
}
