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
    if (n >= 3 && b[0] == (byte) 0xef && b[1] == (byte) 0xbb && b[2] == (byte) 0xbf) {
      return 3;
    }
    if (n >= 2
        && (b[0] == (byte) 0xff && b[1] == (byte) 0xfe
            || b[0] == (byte) 0xfe && b[1] == (byte) 0xff)) {
      throw new InputException(
          file + " is UTF-16. Save it as UTF-8 and run again. Nothing was stored.");
    }
    if (n >= 2 && b[0] == 0x1f && b[1] == (byte) 0x8b) {
      throw new InputException(
          file + " is compressed with gzip. Give it a name that ends in .gz. Nothing was stored.");
    }
    if (n >= 2
        && (b[0] == 'P' && b[1] == 'K' && b[2] == 3 || b[0] == 0x28 && b[1] == (byte) 0xb5)) {
      throw new InputException(
          file + " is compressed. Unpack it, or compress it with gzip. Nothing was stored.");
    }
    return 0;
  }
}
