package io.refrain.pipelines.input;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowWriter;

/** Takes what a reader makes of its input, in order. */
interface RowSink {
  /**
   * Takes a row.
   *
   * @param row holds the encoded row until this call returns
   * @param origin where it stood, see {@link Origins}
   */
  void row(RowWriter row, long origin);

  void rejected(RejectedRow row);
}
