package io.refrain.pipelines.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Watches whether an Avro file ends where one may end: behind a sync marker.
 *
 * <p>Avro's own reader takes a file that was cut off inside a block for one that ends before it:
 * the rows of that block would be lost without a word.
 */
final class AvroEnd extends FilterInputStream {
  private static final int MAGIC_BYTES = 4;
  private static final int MARKER_BYTES = 16;

  private final byte[] last = new byte[MARKER_BYTES];

  AvroEnd(InputStream in) {
    super(in);
  }

  /** The sync marker of a file, from its header (Avro specification, "Object Container Files"). */
  static byte[] marker(InputStream in) throws IOException {
    BinaryDecoder header = DecoderFactory.get().binaryDecoder(in, null);
    header.skipFixed(MAGIC_BYTES);
    for (long n = header.readMapStart(); n > 0; n = header.mapNext()) {
      for (long i = 0; i < n; i++) {
        header.skipString();
        header.skipBytes();
      }
    }
    byte[] marker = new byte[MARKER_BYTES];
    header.readFixed(marker);
    return marker;
  }

  /** Whether the stream, read to its end, ends with a marker. */
  boolean isAt(byte[] marker) throws IOException {
    byte[] rest = new byte[1 << 12];
    while (read(rest, 0, rest.length) >= 0) {
      // what a damaged file may have left
    }
    return Arrays.equals(last, marker);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    int read = in.read(b, offset, length);
    if (read > 0) {
      int kept = Math.max(0, MARKER_BYTES - read);
      System.arraycopy(last, MARKER_BYTES - kept, last, 0, kept);
      System.arraycopy(
          b, offset + Math.max(0, read - MARKER_BYTES), last, kept, MARKER_BYTES - kept);
    }
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    byte[] skipped = new byte[(int) Math.min(Math.max(bytes, 0), 1 << 12)];
    return Math.max(0, read(skipped, 0, skipped.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
