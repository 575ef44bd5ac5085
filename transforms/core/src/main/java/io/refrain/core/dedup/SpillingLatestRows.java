package io.refrain.core.dedup;

import io.refrain.core.row.LatestRows;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowOrder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The newest row of each key of one shard, in bounded memory: what does not fit is divided by
 * further bits of the key's hash into files, each of which is then treated in the same way.
 *
 * <p>The division is that of a hash join that recurses (Shapiro, "Join Processing in Database
 * Systems with Large Main Memories", ACM TODS 1986). The files are temporary and removed on {@link
 * #close}.
 */
public final class SpillingLatestRows implements Closeable {
  private static final int FAN_OUT_BITS = 4;
  private static final int FAN_OUT = 1 << FAN_OUT_BITS;
  // Shards use the upper half of the hash from the top; files take bits from its lower end.
  private static final int MAX_DEPTH = 7;
  private static final int BUFFER_BYTES = 64 << 10;

  private final RowKey key;
  private final RowOrder order;
  private final int maxBytes;
  private final Path place;
  private final int depth;
  private LatestRows memory;
  private Path directory;
  private DataOutputStream[] files;

  /**
   * An empty one.
   *
   * @param maxBytes how many bytes of rows to hold in memory
   */
  public SpillingLatestRows(RowKey key, RowOrder order, int maxBytes) {
    this(key, order, maxBytes, null, 0);
  }

  /**
   * An empty one that spills into a directory.
   *
   * @param place the directory to spill into; null for the one of temporary files
   */
  SpillingLatestRows(RowKey key, RowOrder order, int maxBytes, Path place) {
    this(key, order, maxBytes, place, 0);
  }

  private SpillingLatestRows(RowKey key, RowOrder order, int maxBytes, Path place, int depth) {
    this.place = place;
    this.key = key;
    this.order = order;
    this.maxBytes = maxBytes;
    this.depth = depth;
    // Rows that no further bit can tell apart share all 64 bits of hash: no more dividing helps.
    this.memory = new LatestRows(key, order, depth < MAX_DEPTH ? maxBytes : Integer.MAX_VALUE - 8);
  }

  /** Takes in every row of some blocks, and says how many they were. */
  public long addAll(Iterable<RowBlock> blocks) throws IOException {
    long rows = 0;
    RowBlock.Reader row = new RowBlock.Reader();
    for (RowBlock block : blocks) {
      row.open(block);
      while (row.next()) {
        add(row.bytes(), row.offset(), row.length(), row.tag());
      }
      rows += block.rowCount();
    }
    return rows;
  }

  /** Takes a row in, unless an equal or newer one of its key is held. */
  public void add(byte[] bytes, int offset, int length, long tag) throws IOException {
    long hash = key.hash(bytes, offset);
    if (files == null) {
      if (memory.offer(hash, bytes, offset, length, tag)) {
        return;
      }
      spill();
    }
    write(hash, bytes, offset, length, tag);
  }

  private void spill() throws IOException {
    files = new DataOutputStream[FAN_OUT];
    directory =
        place == null
            ? Files.createTempDirectory("refrain-spill")
            : Files.createTempDirectory(place, "refrain-spill");
    for (int i = 0; i < FAN_OUT; i++) {
      files[i] =
          new DataOutputStream(
              new BufferedOutputStream(Files.newOutputStream(file(i)), BUFFER_BYTES));
    }
    try {
      memory.drain(
          (bytes, offset, length, tag) -> {
            try {
              write(key.hash(bytes, offset), bytes, offset, length, tag);
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
    // Its arena is as large as a part may grow: one at a time.
    memory = null;
  }

  private Path file(int i) {
    return directory.resolve(Integer.toString(i));
  }

  private void write(long hash, byte[] bytes, int offset, int length, long tag) throws IOException {
    DataOutputStream out = files[(int) (hash >>> (depth * FAN_OUT_BITS + 32)) & (FAN_OUT - 1)];
    out.writeInt(length);
    out.writeLong(tag);
    out.write(bytes, offset, length);
  }

  /** Gives every newest row to a sink, and is empty afterwards. */
  public void drain(LatestRows.Sink sink) throws IOException {
    if (files == null) {
      memory.drain(sink);
      return;
    }
    for (int i = 0; i < FAN_OUT; i++) {
      files[i].close();
      try (SpillingLatestRows part =
          new SpillingLatestRows(key, order, maxBytes, place, depth + 1)) {
        part.readAll(file(i));
        part.drain(sink);
      }
      Files.delete(file(i));
    }
  }

  private void readAll(Path file) throws IOException {
    byte[] row = new byte[256];
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
      for (long left = Files.size(file); left > 0; ) {
        int length = in.readInt();
        long tag = in.readLong();
        if (row.length < length) {
          row = new byte[length];
        }
        in.readFully(row, 0, length);
        add(row, 0, length, tag);
        left -= Integer.BYTES + Long.BYTES + length;
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (files == null) {
      return;
    }
    for (int i = 0; directory != null && i < FAN_OUT; i++) {
      try {
        if (files[i] != null) {
          files[i].close();
        }
      } catch (IOException e) {
        // A full disk, which is no reason to leave the file there: its rows are lost anyway.
      }
      Files.deleteIfExists(file(i));
    }
    if (directory != null) {
      Files.deleteIfExists(directory);
    }
    files = null;
  }
}
