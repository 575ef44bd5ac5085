package io.refrain.core.merge;

import java.util.Arrays;

/** Finds the keys of a shard that occur more than once, by their hashes. */
final class RepeatedKeys {
  private RepeatedKeys() {}

  static KeySummary of(Iterable<KeyHashes> hashes) {
    int size = 0;
    for (KeyHashes some : hashes) {
      size = Math.addExact(size, some.size());
    }
    long[] sorted = new long[size];
    int at = 0;
    for (KeyHashes some : hashes) {
      for (int i = 0; i < some.size(); i++) {
        sorted[at++] = some.get(i);
      }
    }
    Arrays.sort(sorted);
    int repeated = 0;
    for (int i = 1; i < size; i++) {
      if (sorted[i] == sorted[i - 1]) {
        sorted[repeated++] = sorted[i];
      }
    }
    return KeySummary.ofHashes(Arrays.copyOf(sorted, repeated));
  }
}
