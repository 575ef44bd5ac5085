package io.refrain.core.dedup;

import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.WindowingStrategy;

/** What windows rows may be packed and grouped in. */
final class Windows {
  private Windows() {}

  static void checkGroupable(WindowingStrategy<?, ?> strategy, IsBounded bounded) {
    if (strategy.needsMerge()) {
      throw new IllegalArgumentException(
          "Merging windows ("
              + strategy.getWindowFn()
              + ") cannot be packed into blocks: use fixed or sliding windows.");
    }
    if (bounded == IsBounded.UNBOUNDED
        && strategy.getWindowFn() instanceof GlobalWindows
        && strategy.getTrigger() instanceof DefaultTrigger) {
      throw new IllegalArgumentException(
          "Unbounded input in the global window never ends: put it into windows (Window.into"
              + "(FixedWindows.of(...))), or set a trigger.");
    }
  }
}
