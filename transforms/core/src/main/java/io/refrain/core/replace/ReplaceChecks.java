package io.refrain.core.replace;

import io.refrain.core.ReplaceScope;
import io.refrain.core.blocks.Panes;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import java.time.ZoneOffset;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;

/** What can be wrong with a replace while the pipeline is built. */
final class ReplaceChecks {
  private ReplaceChecks() {}

  static void check(PartitionReplaceSink<?> sink, RowLayout layout, PCollection<?> input) {
    String target = sink.target().name();
    ScopeOfWindow scopes = sink.scopes();
    if (scopes.fixed() == null && scopes.column() == null) {
      throw new IllegalArgumentException(
          "What may be replaced in "
              + target
              + "? Name a scope: an interval, partitions, the partitions present in the input, or"
              + " everything. There is no default.");
    }
    if (sink.pipeline().isBlank()) {
      throw new IllegalArgumentException(
          "Set pipelineName: it owns what is written to "
              + target
              + ", and must be the same in every run.");
    }
    new PartitionValues(layout, sink.target().partitionColumns());
    if (scopes.fixed() instanceof ReplaceScope.Interval interval) {
      checkInterval(sink, layout, interval);
    } else if (scopes.column() != null) {
      checkWindowColumn(checkIntervalColumn(sink, layout, scopes.column()), scopes, input);
    }
    if (scopes.fixed() instanceof ReplaceScope.Partitions partitions) {
      partitions.partitions().stream()
          .filter(p -> !p.columns().equals(sink.target().partitionColumns()))
          .findFirst()
          .ifPresent(
              p -> {
                throw new IllegalArgumentException(
                    "Partition "
                        + p
                        + " does not fit "
                        + target
                        + ", which is partitioned by "
                        + sink.target().partitionColumns()
                        + ".");
              });
    }
    sink.target().check(layout, scopes.fixed() == null ? scopes.example() : scopes.fixed());
    checkWindows(scopes, input);
  }

  private static void checkInterval(
      PartitionReplaceSink<?> sink, RowLayout layout, ReplaceScope.Interval scope) {
    ColumnType type = checkIntervalColumn(sink, layout, scope.column());
    if (type.kind() == ColumnType.Kind.DATE && !scope.interval().isWholeDays()) {
      throw new IllegalArgumentException(
          "Column '"
              + scope.column()
              + "' holds dates, so the interval must be of whole days, but is "
              + scope.interval()
              + ".");
    }
    if (type.kind() == ColumnType.Kind.LOCAL_TIMESTAMP
        && !scope.interval().zone().equals(ZoneOffset.UTC)) {
      throw new IllegalArgumentException(
          "Column '"
              + scope.column()
              + "' holds timestamps without a time zone, so the interval must have none either, but"
              + " is "
              + scope.interval()
              + ".");
    }
  }

  private static void checkWindowColumn(
      ColumnType type, ScopeOfWindow scopes, PCollection<?> input) {
    if (type.kind() != ColumnType.Kind.DATE
        || !(input.getWindowingStrategy().getWindowFn() instanceof FixedWindows windows)) {
      return;
    }
    long day = Duration.standardDays(1).getMillis();
    if (windows.getSize().getMillis() % day != 0 || windows.getOffset().getMillis() % day != 0) {
      throw new IllegalArgumentException(
          "Column '"
              + scopes.column()
              + "' holds dates, so windows must be of whole days in UTC, but have a size of "
              + windows.getSize()
              + " and an offset of "
              + windows.getOffset()
              + ".");
    }
  }

  private static ColumnType checkIntervalColumn(
      PartitionReplaceSink<?> sink, RowLayout layout, String column) {
    ColumnType type = layout.type(layout.indexOf(column));
    switch (type.kind()) {
      case DATE, TIMESTAMP, LOCAL_TIMESTAMP -> {}
      default ->
          throw new IllegalArgumentException(
              "An interval needs a date or timestamp column, but '"
                  + column
                  + "' is of type "
                  + type.describe()
                  + ".");
    }
    if (!sink.target().replacesRowByRow() && !sink.target().partitionColumns().contains(column)) {
      throw new IllegalArgumentException(
          "Cannot replace an interval of '"
              + column
              + "' in "
              + sink.target().name()
              + ", which is partitioned by "
              + sink.target().partitionColumns()
              + ": an interval must be one of a partition column, so that whole partitions can be"
              + " replaced.");
    }
    return type;
  }

  private static void checkWindows(ScopeOfWindow scopes, PCollection<?> input) {
    WindowingStrategy<?, ?> strategy = input.getWindowingStrategy();
    if (strategy.needsMerge()) {
      throw new IllegalArgumentException(
          "Merging windows ("
              + strategy.getWindowFn().getClass().getSimpleName()
              + ") cannot be replaced: use fixed windows.");
    }
    if (scopes.column() != null && !(strategy.getWindowFn() instanceof FixedWindows)) {
      throw new IllegalArgumentException(
          "scopeOfWindow needs fixed windows, whose intervals do not overlap, but the input has "
              + strategy.getWindowFn().getClass().getSimpleName()
              + ".");
    }
    boolean oneRun =
        input.isBounded() == IsBounded.BOUNDED && strategy.getWindowFn() instanceof GlobalWindows;
    if (!oneRun && scopes.fixed() != null && !(scopes.fixed() instanceof ReplaceScope.Present)) {
      throw new IllegalArgumentException(
          "Every window is a run of its own, so each would replace all of "
              + scopes.fixed()
              + ": use scopeOfWindow(column), or the partitions present in the input.");
    }
    if (input.isBounded() == IsBounded.UNBOUNDED
        && strategy.getWindowFn() instanceof GlobalWindows
        && strategy.getTrigger() instanceof DefaultTrigger) {
      throw new IllegalArgumentException(
          "Unbounded input in the global window never ends, so nothing would ever be replaced: put"
              + " it into fixed windows, or set a trigger.");
    }
    if (!Panes.fireOnce(input) && !Panes.accumulate(input)) {
      throw new IllegalArgumentException(
          "A window that fires more than once (a trigger, or allowed lateness) needs"
              + " accumulatingFiredPanes(): with discarding panes the last one would replace the"
              + " rows of all before it.");
    }
  }
}
