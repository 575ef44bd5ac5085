package io.refrain.core.row;

import java.io.Serializable;

/**
 * Encoded rows packed into one element, so that what a runner does once per element (coding,
 * shuffling, bookkeeping) is done once per thousand rows.
 *
 * <p>A block is immutable. Its rows are read by {@link Reader}, in the layout that its coder,
 * {@link RowBlockCoder}, carries. Each row stands in a frame: its length, its tag, its bytes; the
 * numbers are unsigned LEB128. The tag is {@link Frame}'s.
 */
public final class RowBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes;
  private final int length;
  private final int rows;

  RowBlock(byte[] bytes, int length, int rows) {
    this.bytes = bytes;
    this.length = length;
    this.rows = rows;
  }

  /** How many rows the block holds. */
  public int rowCount() {
    return rows;
  }

  /** How many bytes its frames have. */
  public int sizeInBytes() {
    return length;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Frames are compared as they stand: the same rows in another order make another block. */
  @Override
  public boolean equals(Object o) {
    return o instanceof RowBlock other
        && rows == other.rows
        && java.util.Arrays.equals(bytes, 0, length, other.bytes, 0, other.length);
  }

  @Override
  public int hashCode() {
    return rows * 31 + length;
  }

  @Override
  public String toString() {
    return "RowBlock(" + rows + " rows, " + length + " bytes)";
  }

  /** Collects rows into a block. Not thread-safe. */
  public static final class Builder {
    private static final int MAX_FRAME_HEADER = 15;
    private byte[] bytes;
    private int end;
    private int rows;

    public Builder(int expectedBytes) {
      this.bytes = new byte[Math.max(64, expectedBytes)];
    }

    /** Adds a row. */
    public void add(byte[] from, int offset, int rowLength, long tag) {
      int needed = Math.addExact(rowLength, MAX_FRAME_HEADER);
      if (bytes.length - end < needed) {
        int grown = Math.addExact(Math.max(bytes.length, needed), bytes.length);
        bytes = java.util.Arrays.copyOf(bytes, grown);
      }
      end = Frame.putVarint(bytes, end, rowLength);
      end = Frame.putVarint(bytes, end, tag);
      System.arraycopy(from, offset, bytes, end, rowLength);
      end += rowLength;
      rows++;
    }

    /** Adds the row a reader stands at. */
    public void add(Reader row) {
      add(row.bytes(), row.offset(), row.length(), row.tag());
    }

    public int sizeInBytes() {
      return end;
    }

    public int rowCount() {
      return rows;
    }

    public boolean isEmpty() {
      return rows == 0;
    }

    /** The block; this builder is empty afterwards and may be used again. */
    public RowBlock build() {
      RowBlock block = new RowBlock(java.util.Arrays.copyOf(bytes, end), end, rows);
      end = 0;
      rows = 0;
      return block;
    }
  }

  /** Walks over the rows of blocks. Not thread-safe. */
  public static final class Reader {
    private byte[] bytes = new byte[0];
    private int blockEnd;
    private int next;
    private int offset;
    private int length;
    private long tag;

    /** Begins a block. */
    public Reader open(RowBlock block) {
      bytes = block.bytes;
      blockEnd = block.length;
      next = 0;
      return this;
    }

    /** Moves to the next row; false at the end of the block. */
    public boolean next() {
      if (next >= blockEnd) {
        return false;
      }
      int at = next;
      // Nearly every frame has a length below 128: one byte.
      int b = bytes[at++];
      if (b >= 0) {
        length = b;
      } else {
        length = (int) Frame.getVarint(bytes, next);
        at = next + Frame.varintSize(length);
      }
      tag = Frame.getVarint(bytes, at);
      offset = at + Frame.varintSize(tag);
      next = offset + length;
      return true;
    }

    public byte[] bytes() {
      return bytes;
    }

    public int offset() {
      return offset;
    }

    public int length() {
      return length;
    }

    /** See {@link Frame}. */
    public long tag() {
      return tag;
    }
  }
}
