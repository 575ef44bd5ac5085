package io.refrain.core.blocks;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.Frame;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowText;

/** Makes rejected rows of rows that stand in a block. */
public final class RejectedRows {
  private RejectedRows() {}

  public static RejectedRow of(
      RejectedRow.Code code, String column, String reason, RowText text, RowBlock.Reader row) {
    return new RejectedRow(
        code,
        column,
        reason,
        text.render(row.bytes(), row.offset(), row.length()),
        Frame.origin(row.tag()));
  }
}
