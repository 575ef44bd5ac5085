package io.refrain.iceberg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.apache.iceberg.io.PositionOutputStream;

/** A channel as what Iceberg writes to. */
final class ChannelOutput extends PositionOutputStream {
  private final WritableByteChannel channel;
  private final byte[] buffer = new byte[64 << 10];
  private int buffered;
  private long flushed;
  private boolean closed;

  ChannelOutput(WritableByteChannel channel) {
    this.channel = channel;
  }

  @Override
  public long getPos() {
    return flushed + buffered;
  }

  @Override
  public void write(int b) throws IOException {
    if (buffered == buffer.length) {
      flush();
    }
    buffer[buffered++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > buffer.length - buffered) {
      flush();
    }
    if (length >= buffer.length) {
      send(ByteBuffer.wrap(bytes, offset, length));
    } else {
      System.arraycopy(bytes, offset, buffer, buffered, length);
      buffered += length;
    }
  }

  @Override
  public void flush() throws IOException {
    int length = buffered;
    buffered = 0;
    send(ByteBuffer.wrap(buffer, 0, length));
  }

  private void send(ByteBuffer rest) throws IOException {
    while (rest.hasRemaining()) {
      flushed += channel.write(rest);
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try (channel) {
        flush();
      }
    }
  }
}
