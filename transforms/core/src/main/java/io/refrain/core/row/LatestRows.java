package io.refrain.core.row;

import java.util.Arrays;

/**
 * Keeps the newest row of each key, in bounded memory: an open-addressed table over an arena of
 * rows. Not thread-safe.
 */
public final class LatestRows {
  /** Receives rows one by one. */
  @FunctionalInterface
  public interface Sink {
    void accept(byte[] bytes, int offset, int length, long tag);
  }

  // An arena entry: 4 bytes of length (negative once a newer row took its place), 8 of tag, the
  // row.
  private static final int ENTRY_HEADER = Integer.BYTES + Long.BYTES;
  private static final int FIRST_SLOTS = 64;

  private final RowKey key;
  private final RowOrder order;
  private final int maxBytes;
  private byte[] arena = new byte[1024];
  private int end;
  private int dead;
  // Upper half: 32 bits of hash. Lower half: offset of the entry in the arena + 1, 0 for free.
  private long[] slots = new long[FIRST_SLOTS];
  private int size;

  /**
   * @param maxBytes the most bytes of rows to hold; a single row may exceed it
   */
  public LatestRows(RowKey key, RowOrder order, int maxBytes) {
    this.key = key;
    this.order = order;
    this.maxBytes = maxBytes;
  }

  /** How many keys are held. */
  public int size() {
    return size;
  }

  /** Bytes in use, those of replaced rows not yet reclaimed included. */
  public int sizeInBytes() {
    return end;
  }

  /**
   * Takes a row in, unless an equal or newer one of its key is held.
   *
   * @param hash the row's {@link RowKey#hash}
   * @return false if there is no room for it; then nothing was changed
   */
  public boolean offer(long hash, byte[] bytes, int offset, int length, long tag) {
    int mask = slots.length - 1;
    int bits = (int) hash;
    int slot = bits & mask;
    for (; slots[slot] != 0; slot = (slot + 1) & mask) {
      if ((int) (slots[slot] >>> 32) == bits) {
        int entry = (int) slots[slot] - 1;
        if (key.same(arena, entry + ENTRY_HEADER, bytes, offset)) {
          return meet(slot, entry, bytes, offset, length, tag);
        }
      }
    }
    int entry = append(bytes, offset, length, tag);
    if (entry < 0) {
      return false;
    }
    slots[find(hash)] = (long) bits << 32 | (entry + 1);
    if (++size * 2 > slots.length) {
      grow();
    }
    return true;
  }

  /**
   * Where the row of a key lies: the offset at which {@link #drain} will give it, if nothing is
   * offered until then.
   *
   * @param hash the key's {@link RowKey#hash}
   * @return -1 if none is held
   */
  public int offsetOf(long hash, byte[] bytes, int row) {
    int mask = slots.length - 1;
    int bits = (int) hash;
    for (int slot = bits & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int held = (int) slots[slot] - 1 + ENTRY_HEADER;
      if ((int) (slots[slot] >>> 32) == bits && key.same(arena, held, bytes, row)) {
        return held;
      }
    }
    return -1;
  }

  // Appending may have compacted the arena and so rebuilt the table: look the free slot up again.
  private int find(long hash) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean meet(int slot, int entry, byte[] bytes, int offset, int length, long tag) {
    int held = entry + ENTRY_HEADER;
    int heldLength = BigEndian.getInt(arena, entry);
    long heldTag = BigEndian.getLong(arena, entry + Integer.BYTES);
    int newer = order.compareVersions(bytes, offset, arena, held);
    long winnerTag = newer > 0 ? tag : heldTag;
    if (newer == 0) {
      newer = RowOrder.compareContent(bytes, offset, length, arena, held, heldLength);
      winnerTag = newer > 0 ? tag : heldTag;
      if (newer != 0 || Frame.tied(tag) || Frame.tied(heldTag)) {
        winnerTag = Frame.withTie(winnerTag);
      }
    }
    if (newer <= 0) {
      BigEndian.putLong(arena, entry + Integer.BYTES, winnerTag);
      return true;
    }
    if (length == heldLength) {
      BigEndian.putLong(arena, entry + Integer.BYTES, winnerTag);
      System.arraycopy(bytes, offset, arena, held, length);
      return true;
    }
    long word = slots[slot];
    int hashBits = (int) (word >>> 32);
    int appended = append(bytes, offset, length, winnerTag);
    if (appended < 0) {
      return false;
    }
    // Compaction moves entries; the old one is found again by its key, which the new one shares.
    int mask = slots.length - 1;
    int at = hashBits & mask;
    while ((int) (slots[at] >>> 32) != hashBits
        || !key.same(arena, (int) slots[at] - 1 + ENTRY_HEADER, bytes, offset)) {
      at = (at + 1) & mask;
    }
    int old = (int) slots[at] - 1;
    int oldLength = BigEndian.getInt(arena, old);
    BigEndian.putInt(arena, old, -oldLength - 1);
    dead += oldLength + ENTRY_HEADER;
    slots[at] = (long) hashBits << 32 | (appended + 1);
    return true;
  }

  private int append(byte[] bytes, int offset, int length, long tag) {
    int needed = Math.addExact(length, ENTRY_HEADER);
    if ((long) end + needed > maxBytes && dead > end / 4) {
      compact();
    }
    if ((long) end + needed > maxBytes && end > 0) {
      return -1;
    }
    if (arena.length - end < needed) {
      long grown = Math.max((long) end + needed, Math.min(arena.length * 2L, maxBytes));
      arena = Arrays.copyOf(arena, Math.toIntExact(grown));
    }
    int entry = end;
    BigEndian.putInt(arena, entry, length);
    BigEndian.putLong(arena, entry + Integer.BYTES, tag);
    System.arraycopy(bytes, offset, arena, entry + ENTRY_HEADER, length);
    end += needed;
    return entry;
  }

  private void compact() {
    byte[] old = arena;
    int oldEnd = end;
    int[] moved = new int[size];
    int kept = 0;
    end = 0;
    arena = new byte[oldEnd];
    Arrays.fill(slots, 0);
    for (int at = 0; at < oldEnd; ) {
      int length = BigEndian.getInt(old, at);
      int total = ENTRY_HEADER + (length < 0 ? -length - 1 : length);
      if (length >= 0) {
        System.arraycopy(old, at, arena, end, total);
        moved[kept++] = end;
        end += total;
      }
      at += total;
    }
    dead = 0;
    for (int i = 0; i < kept; i++) {
      long hash = key.hash(arena, moved[i] + ENTRY_HEADER);
      slots[find(hash)] = (long) (int) hash << 32 | (moved[i] + 1);
    }
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    int mask = slots.length - 1;
    for (long word : old) {
      if (word != 0) {
        int slot = (int) (word >>> 32) & mask;
        while (slots[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = word;
      }
    }
  }

  /** Gives every held row to a sink, and is empty afterwards. */
  public void drain(Sink sink) {
    for (int at = 0; at < end; ) {
      int length = BigEndian.getInt(arena, at);
      if (length >= 0) {
        sink.accept(arena, at + ENTRY_HEADER, length, BigEndian.getLong(arena, at + Integer.BYTES));
        at += ENTRY_HEADER + length;
      } else {
        at += ENTRY_HEADER - length - 1;
      }
    }
    clear();
  }

  /** Forgets every row. */
  public void clear() {
    if (slots.length > FIRST_SLOTS && size < slots.length / 8) {
      slots = new long[FIRST_SLOTS];
    } else {
      Arrays.fill(slots, 0);
    }
    end = 0;
    dead = 0;
    size = 0;
  }
}
