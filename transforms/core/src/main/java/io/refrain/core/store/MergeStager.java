package io.refrain.core.store;

import io.refrain.core.row.RowCursor;
import java.io.IOException;
import java.util.List;

/**
 * Writes rows of any partitions where nobody sees them. Not thread-safe. A stager that is closed
 * without {@link #finish} leaves nothing that counts.
 */
public interface MergeStager extends AutoCloseable {

  /** Stages the row the cursor points at, in the layout of the table. */
  void add(RowCursor row) throws IOException;

  /** Makes what was staged durable and describes it; empty if there were no rows. */
  List<StagedFile> finish() throws IOException;

  /** Releases resources; gives up what was not finished. */
  @Override
  void close() throws IOException;
}
