package io.refrain.core.blocks;

import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.apache.beam.sdk.values.WindowingStrategy.AccumulationMode;

/** How often a grouping of a collection fires for one window, as far as can be told beforehand. */
public final class Panes {
  private Panes() {}

  /** Whether each window fires once, with all its rows. */
  public static boolean fireOnce(PCollection<?> input) {
    WindowingStrategy<?, ?> strategy = input.getWindowingStrategy();
    return strategy.getTrigger() instanceof DefaultTrigger
        && (input.isBounded() == IsBounded.BOUNDED
            || strategy.getAllowedLateness().getMillis() == 0);
  }

  /** Whether a later pane of a window holds the rows of the earlier ones as well. */
  public static boolean accumulate(PCollection<?> input) {
    return input.getWindowingStrategy().getMode() == AccumulationMode.ACCUMULATING_FIRED_PANES;
  }
}
