package io.refrain.pipelines.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A window that moves over the bytes of a stream. Behind the last byte always stands a line feed
 * that is not part of the input, so that a loop that looks for the end of a line needs no bounds
 * check of its own.
 */
final class ByteWindow {
  static final int DEFAULT_BYTES = 256 << 10;
  private static final int SPARE = 8;

  private final InputStream in;
  private byte[] bytes;
  private int end;
  private boolean atEnd;

  ByteWindow(InputStream in, int size) {
    this.in = in;
    this.bytes = new byte[Math.max(1, size) + SPARE];
    this.bytes[0] = '\n';
  }

  /** The bytes; those from 0 to {@link #end} are the input's. */
  byte[] bytes() {
    return bytes;
  }

  int end() {
    return end;
  }

  /** Whether the input has no bytes beyond the window. */
  boolean atEnd() {
    return atEnd;
  }

  /**
   * Forgets the bytes before a place, which becomes place 0, and reads some more behind the rest.
   * Grows if there is no room.
   */
  void more(int keepFrom) throws IOException {
    int kept = end - keepFrom;
    if (keepFrom > 0) {
      System.arraycopy(bytes, keepFrom, bytes, 0, kept);
    } else if (kept + SPARE >= bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.addExact(bytes.length, bytes.length));
    }
    int read = in.read(bytes, kept, bytes.length - SPARE - kept);
    atEnd = read < 0;
    end = kept + Math.max(0, read);
    bytes[end] = '\n';
  }
}
