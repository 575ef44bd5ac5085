package io.refrain.core.replace;

import io.refrain.core.blocks.PerWindow;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** Adds up, for each bundle and window, what need not be gathered one by one. */
final class SumContributions<T> extends DoFn<T, Contribution> {
  private static final long serialVersionUID = 1L;

  private final SerializableFunction<T, Contribution> toContribution;
  private transient PerWindow<Sum> windows;

  SumContributions(SerializableFunction<T, Contribution> toContribution) {
    this.toContribution = toContribution;
  }

  @StartBundle
  public void startBundle() {
    windows = new PerWindow<>(window -> new Sum());
  }

  @ProcessElement
  public void add(@Element T element, @Timestamp Instant timestamp, BoundedWindow window) {
    Sum sum = windows.at(window, timestamp);
    sum.value = sum.value.plus(toContribution.apply(element));
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    windows.forEach((window, sum) -> context.output(sum.value, windows.earliest(window), window));
  }

  private static final class Sum {
    private Contribution value = Contribution.NOTHING;
  }
}
