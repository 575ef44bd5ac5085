package io.refrain.jdbc.dedup;

import java.util.BitSet;

/** A row that was read, encoded. */
final class StoredRow {
  private final byte[] bytes;
  private final BitSet inexact;
  private final byte[] id;

  /**
   * @param inexact the columns whose value has no exact form here; they are null in the row
   * @param id what tells it from all other rows, encoded
   */
  StoredRow(byte[] bytes, BitSet inexact, byte[] id) {
    this.bytes = bytes;
    this.inexact = inexact;
    this.id = id;
  }

  byte[] bytes() {
    return bytes;
  }

  BitSet inexact() {
    return inexact;
  }

  byte[] id() {
    return id;
  }
}
