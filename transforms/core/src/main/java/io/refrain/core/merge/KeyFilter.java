package io.refrain.core.merge;

import java.io.Serializable;

/**
 * A Bloom filter over hashes of keys: what was added is always found, what was not hardly ever.
 *
 * <p>Source: Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors", CACM 1970; the
 * probes are derived from two hashes as in Kirsch and Mitzenmacher, "Less Hashing, Same
 * Performance", ESA 2006.
 */
final class KeyFilter implements Serializable {
  private static final long serialVersionUID = 1L;
  // About four in a thousand keys that were not added are found.
  private static final int BITS_PER_KEY = 12;
  private static final int PROBES = 6;

  private final long[] words;

  /**
   * @param keys how many keys will be added
   * @param maxBytes the most bytes to use: a filter that is too small finds more than it should
   */
  KeyFilter(int keys, int maxBytes) {
    long bits = Math.min((long) keys * BITS_PER_KEY, (long) maxBytes * Byte.SIZE);
    this.words = new long[(int) Math.max(1, (bits + Long.SIZE - 1) / Long.SIZE)];
  }

  void add(long hash) {
    long mixed = mix(hash);
    int step = (int) (mixed >>> 32) | 1;
    int at = (int) mixed;
    for (int i = 0; i < PROBES; i++, at += step) {
      long bit = bitOf(at);
      words[(int) (bit >>> 6)] |= 1L << bit;
    }
  }

  boolean mayHold(long hash) {
    long mixed = mix(hash);
    int step = (int) (mixed >>> 32) | 1;
    int at = (int) mixed;
    for (int i = 0; i < PROBES; i++, at += step) {
      long bit = bitOf(at);
      if ((words[(int) (bit >>> 6)] & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  private long bitOf(int probe) {
    return (Integer.toUnsignedLong(probe) * ((long) words.length * Long.SIZE)) >>> 32;
  }

  /** The upper bits of the hashes of one shard are the same: they are spread over all bits. */
  private static long mix(long hash) {
    long h = hash * 0x9E3779B97F4A7C15L;
    return h ^ (h >>> 32);
  }
}
