package io.refrain.pipelines.input;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.apache.beam.sdk.io.FileSystems;

/** Opens files of an input, or parts of them, through Beam's file systems. */
final class InputBytes {
  private static final int GZIP_BUFFER_BYTES = 64 << 10;

  private InputBytes() {}

  /** The bytes of a file from its start, decompressed if it is compressed. */
  static InputStream open(InputFile file) throws IOException {
    InputStream in = Channels.newInputStream(channel(file));
    return file.isGzip()
        ? new GzipStream(new BufferedInputStream(in, GZIP_BUFFER_BYTES), file.name())
        : in;
  }

  /** The bytes of a file from an offset on. */
  static InputStream openAt(InputFile file, long offset) throws IOException {
    ReadableByteChannel channel = channel(file);
    InputStream in = Channels.newInputStream(channel);
    if (channel instanceof SeekableByteChannel seekable) {
      seekable.position(offset);
    } else {
      in.skipNBytes(offset);
    }
    return in;
  }

  /** Some bytes of a file. */
  static InputStream open(InputFile file, long offset, long length) throws IOException {
    return new Part(openAt(file, offset), length, file.name());
  }

  static ReadableByteChannel channel(InputFile file) throws IOException {
    try {
      return FileSystems.open(FileSystems.matchNewResource(file.name(), false));
    } catch (FileNotFoundException e) {
      throw new InputException(
          file.name() + " has gone since the input was looked up. Nothing was stored.", e);
    }
  }

  /** So many bytes of a stream, and an error if it has fewer. */
  private static final class Part extends InputStream {
    private final InputStream in;
    private final String file;
    private long left;

    private Part(InputStream in, long length, String file) {
      this.in = in;
      this.left = length;
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(b, offset, (int) Math.min(left, length));
      if (read < 0) {
        throw new InputException(
            file + " became shorter while it was read. Nothing was stored; run again.");
      }
      left -= read;
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
