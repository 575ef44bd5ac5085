package io.refrain.core.dedup;

import io.refrain.core.blocks.Panes;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.WindowingStrategy;

/** What windows rows may be packed and grouped in. */
final class Windows {
  private Windows() {}

  static void checkNotMerging(WindowingStrategy<?, ?> strategy) {
    if (strategy.needsMerge()) {
      throw new IllegalArgumentException(
          "Merging windows ("
              + strategy.getWindowFn().getClass().getSimpleName()
              + ") cannot be packed into blocks: use fixed or sliding windows.");
    }
  }

  static void checkGroupable(PCollection<?> input) {
    WindowingStrategy<?, ?> strategy = input.getWindowingStrategy();
    checkNotMerging(strategy);
    if (!Panes.fireOnce(input) && Panes.accumulate(input)) {
      throw new IllegalArgumentException(
          "Windows that fire more than once (a trigger, or allowed lateness) with"
              + " accumulatingFiredPanes() would pass a key's rows of every pane on, and the next"
              + " grouping would add them up. For a sink that guards versions use"
              + " discardingFiredPanes(); for a replace let PartitionReplaceSink.latestByKey keep"
              + " the latest rows, without this step.");
    }
    if (input.isBounded() == IsBounded.UNBOUNDED
        && strategy.getWindowFn() instanceof GlobalWindows
        && strategy.getTrigger() instanceof DefaultTrigger) {
      throw new IllegalArgumentException(
          "Unbounded input in the global window never ends: put it into windows (Window.into"
              + "(FixedWindows.of(...))), or set a trigger.");
    }
  }
}
