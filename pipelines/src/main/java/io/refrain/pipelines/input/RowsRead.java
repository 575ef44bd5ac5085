package io.refrain.pipelines.input;

import java.util.concurrent.atomic.LongAdder;

/** How many rows this process has read, for a line of progress; nothing else depends on it. */
public final class RowsRead {
  private static final LongAdder ROWS = new LongAdder();

  private RowsRead() {}

  static void add(long rows) {
    ROWS.add(rows);
  }

  /** Rows read in this process since it began; 0 if other processes read. */
  public static long inThisProcess() {
    return ROWS.sum();
  }
}
