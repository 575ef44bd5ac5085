package io.refrain.delta;

import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.refrain.core.RejectedRow.Code;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceStore.Unfit;
import java.util.Optional;
import java.util.stream.IntStream;

/** The columns that take no null in the table, though the run's may be null. */
final class NotNull {
  private final RowLayout layout;
  private final int[] columns;

  NotNull(RowLayout layout, StructType table) {
    this.layout = layout;
    this.columns =
        IntStream.range(0, layout.columnCount())
            .filter(layout::nullable)
            .filter(i -> takesNoNull(table, layout.name(i)))
            .toArray();
  }

  private static boolean takesNoNull(StructType table, String column) {
    int at = table.indexOf(column);
    if (at < 0) {
      return false;
    }
    StructField field = table.at(at);
    return !field.isNullable();
  }

  Optional<Unfit> unfit(RowCursor row) {
    for (int column : columns) {
      if (row.isNull(column)) {
        return Optional.of(
            new Unfit(Code.NULL_VALUE, layout.name(column), "the table's column takes no null"));
      }
    }
    return Optional.empty();
  }
}
