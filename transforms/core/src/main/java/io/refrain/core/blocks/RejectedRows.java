package io.refrain.core.blocks;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.Frame;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowText;

/** Makes rejected rows of rows that stand in a block. */
public final class RejectedRows {
  private RejectedRows() {}

  /** A row with a null in a key column or, if that is -1, in a version column. */
  public static RejectedRow withoutKeyOrVersion(
      RowLayout layout, int nullKey, int nullVersion, RowText text, RowBlock.Reader row) {
    return nullKey >= 0
        ? of(RejectedRow.Code.NULL_KEY, layout.name(nullKey), "the key is null", text, row)
        : of(
            RejectedRow.Code.NULL_VERSION,
            layout.name(nullVersion),
            "the version is null",
            text,
            row);
  }

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
