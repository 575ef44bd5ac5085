package io.refrain.pipelines.input;

import java.io.IOException;

/** Looks at the first bytes of a text file. */
final class TextStart {
  private static final int ENOUGH = 4;

  private TextStart() {}

  /**
   * How many bytes a byte order mark takes at the start of a window that has not been moved: three
   * or none.
   *
   * @throws InputException if what begins here is not UTF-8 text, but a kind of file that begins
   *     like this
   */
  static int byteOrderMark(ByteWindow window, String file) throws IOException {
    while (window.end() < ENOUGH && !window.atEnd()) {
      window.more(0);
    }
    byte[] b = window.bytes();
    int n = window.end();
    if (begins(b, n, 0xef, 0xbb, 0xbf)) {
      return 3;
    }
    if (begins(b, n, 0xff, 0xfe) || begins(b, n, 0xfe, 0xff)) {
      throw new InputException(
          file + " is UTF-16. Save it as UTF-8 and run again. Nothing was stored.");
    }
    if (begins(b, n, 0x1f, 0x8b)) {
      throw new InputException(
          file + " is compressed with gzip. Give it a name that ends in .gz. Nothing was stored.");
    }
    if (begins(b, n, 'P', 'K', 3, 4) || begins(b, n, 0x28, 0xb5, 0x2f, 0xfd)) {
      throw new InputException(
          file + " is compressed. Unpack it, or compress it with gzip. Nothing was stored.");
    }
    return 0;
  }

  private static boolean begins(byte[] b, int n, int... first) {
    for (int i = 0; i < first.length; i++) {
      if (i >= n || (b[i] & 0xff) != first[i]) {
        return false;
      }
    }
    return true;
  }
}
