package io.refrain.parquet.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A channel that counts what is read from it. */
final class CountingChannel implements SeekableByteChannel {
  private final SeekableByteChannel channel;
  private long bytesRead;

  CountingChannel(SeekableByteChannel channel) {
    this.channel = channel;
  }

  long bytesRead() {
    return bytesRead;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int read = channel.read(to);
    bytesRead += Math.max(0, read);
    return read;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new UnsupportedOperationException("It is read only.");
  }

  @Override
  public long position() throws IOException {
    return channel.position();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    channel.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new UnsupportedOperationException("It is read only.");
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
