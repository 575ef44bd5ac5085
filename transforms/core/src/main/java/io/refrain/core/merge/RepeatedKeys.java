package io.refrain.core.merge;

import java.util.Arrays;
import java.util.List;

/** Finds the keys of a shard that occur more than once, by their hashes. */
final class RepeatedKeys {
  private RepeatedKeys() {}

  /**
   * The keys that occur more than once.
   *
   * @param maxBytes of the filter
   */
  static ShardKeys of(int shard, Iterable<KeysSeen.Hashes> hashes, int maxBytes) {
    int size = 0;
    for (KeysSeen.Hashes some : hashes) {
      size = Math.addExact(size, some.size());
    }
    long[] sorted = new long[size];
    int at = 0;
    for (KeysSeen.Hashes some : hashes) {
      for (int i = 0; i < some.size(); i++) {
        sorted[at++] = some.get(i);
      }
    }
    Arrays.sort(sorted);
    int repeated = 0;
    for (int i = 1; i < size; i++) {
      repeated += sorted[i] == sorted[i - 1] ? 1 : 0;
    }
    KeyFilter filter = new KeyFilter(repeated, maxBytes);
    for (int i = 1; i < size; i++) {
      if (sorted[i] == sorted[i - 1]) {
        filter.add(sorted[i]);
      }
    }
    return new ShardKeys(shard, filter, List.of());
  }
}
