package io.refrain.iceberg;

import io.refrain.parquet.file.BufferedChannel;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.apache.iceberg.io.PositionOutputStream;

/** A channel as what Iceberg writes to. */
final class ChannelOutput extends PositionOutputStream {
  private final WritableByteChannel channel;
  private final BufferedChannel buffer;
  private boolean closed;

  ChannelOutput(WritableByteChannel channel) {
    this.channel = channel;
    this.buffer = new BufferedChannel(channel);
  }

  @Override
  public long getPos() {
    return buffer.position();
  }

  @Override
  public void write(int b) throws IOException {
    buffer.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    buffer.write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    buffer.flush();
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
