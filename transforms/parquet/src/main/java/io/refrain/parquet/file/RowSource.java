package io.refrain.parquet.file;

import io.refrain.core.row.RowWriter;
import org.apache.parquet.column.page.PageReadStore;

/** Gives the rows of one row group after another. */
interface RowSource {
  /** Begins a row group. */
  void open(PageReadStore pages);

  /** The next row; called as often as the row group has rows. */
  RowWriter next();
}
