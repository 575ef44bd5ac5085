package io.refrain.pipelines.input;

import java.nio.charset.StandardCharsets;

/** What is asked of bytes that should be UTF-8 (RFC 3629). */
final class Utf8 {
  private Utf8() {}

  /** The place of the first byte that is no part of well-formed UTF-8; -1 if all are. */
  static int malformedAt(byte[] b, int from, int to) {
    int at = from;
    while (at < to) {
      byte lead = b[at];
      if (lead >= 0) {
        at++;
        continue;
      }
      int length = sequenceAt(b, at, to);
      if (length == 0) {
        return at;
      }
      at += length;
    }
    return -1;
  }

  /**
   * The length of the well-formed sequence of two to four bytes that begins here; 0 if none does.
   */
  private static int sequenceAt(byte[] b, int at, int to) {
    int lead = b[at] & 0xff;
    // The second byte's range shuts out overlong forms, surrogates and what is beyond U+10FFFF.
    int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length == 0 || to - at < length) {
      return 0;
    }
    int second = b[at + 1] & 0xff;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((b[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** How many characters well-formed UTF-8 has, as Java counts them: in UTF-16. */
  static int countChars(byte[] b, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      // Four bytes make a pair of surrogates.
      count += (b[i] & 0xc0) == 0x80 ? 0 : (b[i] & 0xf8) == 0xf0 ? 2 : 1;
    }
    return count;
  }

  /** The bytes as text for a message, shortened; malformed ones and controls as {@code \xNN}. */
  static String forMessage(byte[] b, int from, int to, int maxBytes) {
    int end = Math.min(to, from + maxBytes);
    while (end < to && end > from && (b[end] & 0xc0) == 0x80) {
      end--;
    }
    StringBuilder out = new StringBuilder();
    int at = from;
    while (at < end) {
      int length = b[at] >= 0 ? 1 : sequenceAt(b, at, end);
      if (length == 0 || (b[at] >= 0 && b[at] < ' ' && b[at] != '\t' && b[at] != '\n')) {
        out.append(String.format(java.util.Locale.ROOT, "\\x%02X", b[at] & 0xff));
        at++;
      } else {
        out.append(new String(b, at, length, StandardCharsets.UTF_8));
        at += length;
      }
    }
    return end < to ? out + "..." : out.toString();
  }
}
