package io.refrain.core.replace;

import io.refrain.core.ReplaceScope;
import io.refrain.core.TimeBounds;
import io.refrain.core.row.ColumnType.Kind;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import java.util.List;

/** Whether single rows lie in an interval, for a target that is replaced row by row. */
final class RowInterval {
  private final ReplaceScope.Interval scope;
  private final int column;
  private final TimeBounds bounds;
  private final PartitionValues text;

  RowInterval(RowLayout layout, ReplaceScope.Interval scope) {
    this.scope = scope;
    this.column = layout.indexOf(scope.column());
    this.bounds =
        layout.type(column).kind() == Kind.DATE
            ? TimeBounds.ofDates(scope.interval())
            : TimeBounds.ofTimestamps(scope.interval());
    this.text = new PartitionValues(layout, List.of(scope.column()));
  }

  String column() {
    return scope.column();
  }

  /** Why a row lies outside; null if it does not. */
  String outside(RowCursor row) {
    if (row.isNull(column)) {
      return scope.column() + " is null, which is outside of the scope: " + scope;
    }
    return bounds.contain(row.getLong(column))
        ? null
        : scope.column()
            + "="
            + text.of(row).values().get(0)
            + " is outside of the scope: "
            + scope;
  }
}
