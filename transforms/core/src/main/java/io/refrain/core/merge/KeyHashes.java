package io.refrain.core.merge;

import java.io.Serializable;

/** Hashes of keys. */
final class KeyHashes implements Serializable {
  private static final long serialVersionUID = 1L;
  private final long[] values;

  KeyHashes(long[] values) {
    this.values = values;
  }

  int size() {
    return values.length;
  }

  long get(int i) {
    return values[i];
  }
}
