package io.refrain.core.store;

import io.refrain.core.row.RowCursor;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** Reads the keys of a file, and then whole rows where a key was wanted; none if none was. */
final class TwoReads implements StoredRows {
  private final StoredRows rows;
  private final long bytesOfKeys;

  private TwoReads(StoredRows rows, long bytesOfKeys) {
    this.rows = rows;
    this.bytesOfKeys = bytesOfKeys;
  }

  static StoredRows search(
      MergeStore store,
      TableFile file,
      List<String> keys,
      Predicate<RowCursor> wanted,
      List<String> columns)
      throws IOException {
    BitSet positions = new BitSet();
    long bytes;
    try (StoredRows found = store.open(file, keys, null)) {
      while (found.next()) {
        if (wanted.test(found.row())) {
          positions.set(Math.toIntExact(found.position()));
        }
      }
      bytes = found.bytesRead();
    }
    return new TwoReads(positions.isEmpty() ? null : store.open(file, columns, positions), bytes);
  }

  @Override
  public boolean next() throws IOException {
    return rows != null && rows.next();
  }

  @Override
  public RowCursor row() {
    return rows.row();
  }

  @Override
  public long position() {
    return rows.position();
  }

  @Override
  public long bytesRead() {
    return bytesOfKeys + (rows == null ? 0 : rows.bytesRead());
  }

  @Override
  public void close() throws IOException {
    if (rows != null) {
      rows.close();
    }
  }
}
