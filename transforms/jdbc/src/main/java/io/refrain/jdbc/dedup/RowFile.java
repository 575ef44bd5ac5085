package io.refrain.jdbc.dedup;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Encoded rows put aside in a temporary file, so that a result is read to its end before anything
 * is written: not every driver has both at once in one transaction.
 */
final class RowFile implements Closeable {
  private final Path path;
  private DataOutputStream out;
  private DataInputStream in;
  private long left;

  RowFile() throws IOException {
    this.path = Files.createTempFile("refrain-dedup", ".rows");
    this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path)));
  }

  void add(byte[] row) throws IOException {
    out.writeInt(row.length);
    out.write(row);
    left++;
  }

  /** The next rows, at most so many; none at the end. What is added after the first is lost. */
  List<byte[]> next(int most) throws IOException {
    if (in == null) {
      out.close();
      in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)));
    }
    List<byte[]> rows = new ArrayList<>();
    for (; rows.size() < most && left > 0; left--) {
      byte[] row = new byte[in.readInt()];
      in.readFully(row);
      rows.add(row);
    }
    return rows;
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
      if (in != null) {
        in.close();
      }
    } finally {
      Files.deleteIfExists(path);
    }
  }
}
