package io.refrain.pipelines.input;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses gzip (RFC 1952), any number of members one after another, each with its checksum.
 *
 * <p>The JDK's own stream takes a damaged member behind the first for harmless rubbish and ends as
 * if all were well: rows would be lost without a word. Here everything up to the end of the file
 * must be a member, zeros that pad the end apart.
 */
final class GzipStream extends InputStream {
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int HEADER_CHECKSUM = 2;
  private static final int FIXED_HEADER_REST = 6;

  private final InputStream in;
  private final String file;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] compressed = new byte[64 << 10];
  private int next;
  private int end;
  private boolean inMember;
  private boolean first = true;

  GzipStream(InputStream in, String file) {
    this.in = in;
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    try {
      while (inMember || beginMember()) {
        int inflated = inflater.inflate(b, offset, length);
        if (inflated > 0) {
          checksum.update(b, offset, inflated);
          return inflated;
        }
        if (inflater.finished()) {
          endMember();
        } else if (inflater.needsDictionary()) {
          throw damaged("it asks for a dictionary", null);
        } else if (inflater.needsInput()) {
          if (!fill()) {
            throw new EOFException();
          }
          inflater.setInput(compressed, next, end - next);
          next = end;
        }
      }
      return -1;
    } catch (EOFException e) {
      throw damaged("it ends too early", e);
    } catch (DataFormatException e) {
      throw damaged(e.getMessage(), e);
    }
  }

  private boolean beginMember() throws IOException {
    int magic = first ? next() : skipZeros();
    if (magic < 0) {
      if (first) {
        throw damaged("it is empty", null);
      }
      return false;
    }
    if (magic != 0x1f || nextOrEnd() != 0x8b || nextOrEnd() != 8) {
      throw damaged(first ? "it is not gzip" : "something else follows the compressed data", null);
    }
    int flags = nextOrEnd();
    skip(FIXED_HEADER_REST);
    if ((flags & EXTRA) != 0) {
      skip(nextOrEnd() | nextOrEnd() << 8);
    }
    skipText((flags & NAME) != 0);
    skipText((flags & COMMENT) != 0);
    skip((flags & HEADER_CHECKSUM) != 0 ? 2 : 0);
    inflater.reset();
    checksum.reset();
    inflater.setInput(compressed, next, end - next);
    next = end;
    inMember = true;
    first = false;
    return true;
  }

  private void endMember() throws IOException {
    next = end - inflater.getRemaining();
    long size = inflater.getBytesWritten() & 0xffff_ffffL;
    if (fourBytes() != checksum.getValue() || fourBytes() != size) {
      throw damaged("its checksum does not match", null);
    }
    inMember = false;
  }

  private int skipZeros() throws IOException {
    int b = next();
    while (b == 0) {
      b = next();
    }
    return b;
  }

  private void skipText(boolean present) throws IOException {
    while (present && nextOrEnd() != 0) {
      // the name is of no interest
    }
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      nextOrEnd();
    }
  }

  private long fourBytes() throws IOException {
    return nextOrEnd() | nextOrEnd() << 8 | nextOrEnd() << 16 | (long) nextOrEnd() << 24;
  }

  private int next() throws IOException {
    return next < end || fill() ? compressed[next++] & 0xff : -1;
  }

  private int nextOrEnd() throws IOException {
    int b = next();
    if (b < 0) {
      throw new EOFException();
    }
    return b;
  }

  private boolean fill() throws IOException {
    next = 0;
    end = Math.max(0, in.read(compressed, 0, compressed.length));
    return end > 0;
  }

  private InputException damaged(String how, Throwable cause) {
    return new InputException(
        file
            + " is not a complete gzip file: "
            + how
            + ". Was it cut off while it was copied? Nothing was stored.",
        cause);
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
