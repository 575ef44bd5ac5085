package io.refrain.iceberg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** What Iceberg reads from, of any of its file systems, as a channel. */
final class InputChannel implements SeekableByteChannel {
  private final SeekableInputStream in;
  private final long size;
  private boolean open = true;

  InputChannel(InputFile file) {
    this.size = file.getLength();
    this.in = file.newStream();
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    if (!to.hasRemaining()) {
      return 0;
    }
    if (to.hasArray()) {
      int read = in.read(to.array(), to.arrayOffset() + to.position(), to.remaining());
      to.position(to.position() + Math.max(0, read));
      return read;
    }
    byte[] bytes = new byte[to.remaining()];
    int read = in.read(bytes, 0, bytes.length);
    to.put(bytes, 0, Math.max(0, read));
    return read;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new UnsupportedOperationException("It is read only.");
  }

  @Override
  public long position() throws IOException {
    return in.getPos();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    in.seek(position);
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public SeekableByteChannel truncate(long newSize) {
    throw new UnsupportedOperationException("It is read only.");
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    in.close();
  }
}
