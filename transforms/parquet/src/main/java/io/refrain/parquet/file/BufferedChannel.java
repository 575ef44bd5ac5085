package io.refrain.parquet.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Gathers what is written to a channel into larger pieces, and knows how much it was. */
public final class BufferedChannel {
  private static final int BUFFER_BYTES = 64 << 10;

  private final WritableByteChannel channel;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;
  private long flushed;

  /**
   * @param channel where to; whoever opened it closes it
   */
  public BufferedChannel(WritableByteChannel channel) {
    this.channel = channel;
  }

  /** How many bytes were written, those that are held included. */
  public long position() {
    return flushed + buffered;
  }

  public void write(int b) throws IOException {
    if (buffered == buffer.length) {
      flush();
    }
    buffer[buffered++] = (byte) b;
  }

  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > buffer.length - buffered) {
      flush();
    }
    if (length >= buffer.length) {
      send(bytes, offset, length);
    } else {
      System.arraycopy(bytes, offset, buffer, buffered, length);
      buffered += length;
    }
  }

  /** Passes on what is held. */
  public void flush() throws IOException {
    int length = buffered;
    buffered = 0;
    send(buffer, 0, length);
  }

  private void send(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
    while (rest.hasRemaining()) {
      flushed += channel.write(rest);
    }
  }
}
