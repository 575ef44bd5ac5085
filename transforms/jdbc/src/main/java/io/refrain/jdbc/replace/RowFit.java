package io.refrain.jdbc.replace;

import io.refrain.core.RejectedRow.Code;
import io.refrain.core.row.ColumnType.Kind;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.ReplaceStore.Unfit;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.table.ColumnPort;
import io.refrain.jdbc.table.StoredTable.Column;
import java.util.List;
import java.util.Optional;

/** Finds, before rows are staged, those that the table would refuse or bend. */
final class RowFit {
  private final OpenTable table;
  private final List<ColumnPort> ports;
  private final boolean textHoldsNul;

  RowFit(OpenTable table) {
    this.table = table;
    this.ports = table.ports();
    this.textHoldsNul = table.dialect().textHoldsNul();
  }

  Optional<Unfit> unfit(RowCursor row) {
    for (int i = 0; i < ports.size(); i++) {
      Column column = table.columns().get(i);
      if (row.isNull(i)) {
        if (!column.nullable()) {
          return refuse(Code.NULL_VALUE, i, "the table's column takes no null");
        }
        continue;
      }
      String reason = ports.get(i).unfit(row);
      if (reason == null && table.layout().type(i).kind() == Kind.STRING) {
        reason = unfitText(row, i, column);
      }
      if (reason != null) {
        return refuse(Code.UNFIT_VALUE, i, reason);
      }
    }
    return Optional.empty();
  }

  private String unfitText(RowCursor row, int i, Column column) {
    byte[] bytes = row.bytes();
    int from = row.valueOffset(i);
    int to = from + row.valueLength(i);
    int limit = column.type().size();
    boolean limited =
        limit > 0
            && (column.type().family() == Family.TEXT
                || column.type().family() == Family.PADDED_TEXT);
    if (limited && to - from > limit) {
      int characters = 0;
      for (int at = from; at < to; at++) {
        // All but the continuation bytes of UTF-8 begin a character.
        characters += (bytes[at] & 0xC0) == 0x80 ? 0 : 1;
      }
      if (characters > limit) {
        return "it has " + characters + " characters, and " + limit + " is the most";
      }
    }
    for (int at = from; at < to && !textHoldsNul; at++) {
      if (bytes[at] == 0) {
        return "it holds the character NUL, which " + table.dialect().name() + " does not store";
      }
    }
    return null;
  }

  private Optional<Unfit> refuse(Code code, int column, String reason) {
    return Optional.of(new Unfit(code, table.layout().name(column), reason));
  }
}
