package io.refrain.core.store;

import io.refrain.core.row.RowCursor;
import java.io.IOException;

/** Rows of a file, one after another, in the order of their positions. Not thread-safe. */
public interface StoredRows extends AutoCloseable {

  /** Moves to the next row; false at the end. */
  boolean next() throws IOException;

  /**
   * The row it stands at, in the columns that were asked for, each of the type that it has in the
   * table's layout. The cursor is the same for each row, and the row is gone with {@link #next}.
   */
  RowCursor row();

  /** Where the row stands in its file, from 0, deleted rows counted. */
  long position();

  /** How many bytes of the file were read so far. */
  default long bytesRead() {
    return 0;
  }

  @Override
  void close() throws IOException;
}
