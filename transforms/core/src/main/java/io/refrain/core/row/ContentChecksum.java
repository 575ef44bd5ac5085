package io.refrain.core.row;

import java.io.Serializable;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * A checksum of a set of rows, 128 bits, whatever the order: the sum of the rows' hashes.
 *
 * <p>Equal content gives equal checksums on every runner, in any bundling, because rows are hashed
 * in their canonical encoding and addition forgets the order. Repeated rows count as often as they
 * occur. It guards against accidents, not against an adversary.
 *
 * <p>Source: additive multiset hashes, Clarke et al., "Incremental Multiset Hash Functions and
 * Their Application to Memory Integrity Checking", ASIACRYPT 2003; the row hash is MurmurHash3 x64
 * 128.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record ContentChecksum(long high, long low) implements Serializable {
  /** The checksum of no rows. */
  public static final ContentChecksum EMPTY = new ContentChecksum(0, 0);

  private static final int SEED = 0x5ef7a19;

  /** The checksum of one row. */
  public static ContentChecksum ofRow(byte[] bytes, int offset, int length) {
    long[] hash = MurmurHash3.hash128x64(bytes, offset, length, SEED);
    return new ContentChecksum(hash[0], hash[1]);
  }

  /** The checksum of both sets together. */
  public ContentChecksum plus(ContentChecksum other) {
    return plus(other.high, other.low);
  }

  private ContentChecksum plus(long otherHigh, long otherLow) {
    long sum = low + otherLow;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    return new ContentChecksum(high + otherHigh + carry, sum);
  }

  /** The reverse of {@link #toString()}. */
  public static ContentChecksum parse(String hex) {
    if (hex.length() != 32) {
      throw new IllegalArgumentException(
          "A checksum has 32 hexadecimal digits, not '" + hex + "'.");
    }
    return new ContentChecksum(
        Long.parseUnsignedLong(hex.substring(0, 16), 16),
        Long.parseUnsignedLong(hex.substring(16), 16));
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    String digits = Long.toHexString(high);
    String rest = Long.toHexString(low);
    return "0".repeat(16 - digits.length()) + digits + "0".repeat(16 - rest.length()) + rest;
  }
}
