package io.refrain.core.blocks;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableBiFunction;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * Adds up, for each bundle and window, what need not be gathered one by one.
 *
 * @param <T> what comes
 * @param <S> what it is added up to
 */
public final class SumPerBundle<T, S extends Serializable> extends DoFn<T, S> {
  private static final long serialVersionUID = 1L;

  private final SerializableFunction<T, S> toSum;
  private final SerializableBiFunction<S, S, S> plus;
  private transient PerWindow<Sum<S>> windows;

  /**
   * A sum.
   *
   * @param toSum what one element comes to
   * @param plus adds up; in whatever order
   */
  public SumPerBundle(SerializableFunction<T, S> toSum, SerializableBiFunction<S, S, S> plus) {
    this.toSum = toSum;
    this.plus = plus;
  }

  @StartBundle
  public void startBundle() {
    windows = new PerWindow<>(window -> new Sum<>());
  }

  @ProcessElement
  public void add(@Element T element, @Timestamp Instant timestamp, BoundedWindow window) {
    Sum<S> sum = windows.at(window, timestamp);
    S more = toSum.apply(element);
    sum.value = sum.value == null ? more : plus.apply(sum.value, more);
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    windows.forEach((window, sum) -> context.output(sum.value, windows.earliest(window), window));
  }

  private static final class Sum<S> {
    private S value;
  }
}
