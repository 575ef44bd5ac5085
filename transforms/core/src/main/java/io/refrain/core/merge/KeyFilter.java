package io.refrain.core.merge;

import java.io.Serializable;
import java.util.Arrays;

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
    this(Math.min((long) keys * BITS_PER_KEY, (long) maxBytes * Byte.SIZE));
  }

  private KeyFilter(long bits) {
    this.words = new long[(int) Math.max(1, (bits + Long.SIZE - 1) / Long.SIZE)];
  }

  /** A filter of a size that does not depend on how many keys will be added. */
  static KeyFilter ofBytes(int bytes) {
    return new KeyFilter((long) bytes * Byte.SIZE);
  }

  int sizeInBytes() {
    return words.length * Long.BYTES;
  }

  void addAll(long[] hashes) {
    for (long hash : hashes) {
      add(hash);
    }
  }

  /** Adds what another filter of the same size finds. */
  void addAll(KeyFilter other) {
    if (other.words.length != words.length) {
      throw new IllegalArgumentException(
          "filters of " + sizeInBytes() + " and " + other.sizeInBytes() + " bytes");
    }
    for (int i = 0; i < words.length; i++) {
      words[i] |= other.words[i];
    }
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

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyFilter that && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
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
