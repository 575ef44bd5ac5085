package io.refrain.parquet.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** A file whose content is forced to the disk before it is closed. */
public final class ForcedChannel implements WritableByteChannel {
  private final FileChannel file;

  public ForcedChannel(FileChannel file) {
    this.file = file;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return file.write(source);
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    try (file) {
      if (file.isOpen()) {
        file.force(false);
      }
    }
  }
}
