package io.refrain.core.row;

/**
 * What travels with a row but is no part of its content: where it came from, and whether it beat
 * another row of its key by content alone.
 *
 * <p>The origin is a number the reader of the input gave the row (a line, say), 0 if none; it
 * serves messages only. A tag is {@code origin * 2 + tied}.
 */
public final class Frame {
  /** The tag of a row without an origin. */
  public static final long NO_TAG = 0;

  private Frame() {}

  /** A tag of a row that came from {@code origin} and has met no tie. */
  public static long tag(long origin) {
    return origin << 1;
  }

  public static long origin(long tag) {
    return tag >>> 1;
  }

  /** Whether the row won against different content of the same version. */
  public static boolean tied(long tag) {
    return (tag & 1) != 0;
  }

  static long withTie(long tag) {
    return tag | 1;
  }

  static int putVarint(byte[] b, int at, long value) {
    int i = at;
    long v = value;
    while ((v & ~0x7fL) != 0) {
      b[i++] = (byte) (v | 0x80);
      v >>>= 7;
    }
    b[i++] = (byte) v;
    return i;
  }

  static long getVarint(byte[] b, int at) {
    long value = 0;
    int i = at;
    for (int shift = 0; ; shift += 7) {
      byte x = b[i++];
      value |= (x & 0x7fL) << shift;
      if (x >= 0) {
        return value;
      }
    }
  }

  static int varintSize(long value) {
    return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
  }
}
