package io.refrain.testkit.input;

import io.refrain.testkit.inject.RunningRun;
import io.refrain.testkit.input.Delivery.Bundles;
import io.refrain.testkit.input.Delivery.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TimestampedValue.TimestampedValueCoder;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Delivers a collection in another order, twice, in other bundles, in part, or as it is.
 *
 * <p>Rows keep their timestamps. Needs bounded input that is not windowed yet: place it right after
 * the read. Rows are told apart by their encoded bytes.
 *
 * @param <T> rows of any type with a coder
 */
public final class Deliver<T> extends PTransform<PCollection<T>, PCollection<T>> {
  private static final long serialVersionUID = 1L;
  private final String run;
  private final Delivery delivery;

  /**
   * For a run.
   *
   * @param run the identity of the run
   */
  public Deliver(String run, Delivery delivery) {
    super("Deliver");
    this.run = run;
    this.delivery = delivery;
  }

  @Override
  public PCollection<T> expand(PCollection<T> input) {
    if (input.isBounded() == IsBounded.UNBOUNDED
        || !(input.getWindowingStrategy().getWindowFn() instanceof GlobalWindows)) {
      throw new IllegalArgumentException(
          "run.deliver() needs bounded input in the global window, but "
              + input.getName()
              + " is "
              + (input.isBounded() == IsBounded.UNBOUNDED ? "unbounded" : "windowed")
              + ". Apply it right after the read of a bounded source.");
    }
    Coder<T> coder = input.getCoder();
    return input
        .apply("Take", ParDo.of(new TakeFn<>(run, delivery, coder)))
        .setCoder(KvCoder.of(VarLongCoder.of(), TimestampedValueCoder.of(coder)))
        .apply("Cut", GroupByKey.create())
        .apply("Give", ParDo.of(new GiveFn<>(delivery, coder)))
        .setCoder(coder)
        // Steps behind may ask for it, and T says nothing.
        .setTypeDescriptor(coder.getEncodedTypeDescriptor());
  }

  private static <T> long hash(Delivery delivery, Coder<T> coder, T row) throws CoderException {
    return delivery.mix(Arrays.hashCode(CoderUtils.encodeToByteArray(coder, row)));
  }

  /** Gives every row the number of the bundle it goes to. */
  private static final class TakeFn<T> extends DoFn<T, KV<Long, TimestampedValue<T>>> {
    private static final long serialVersionUID = 1L;
    private final String run;
    private final Delivery delivery;
    private final Coder<T> coder;

    TakeFn(String run, Delivery delivery, Coder<T> coder) {
      this.run = run;
      this.delivery = delivery;
      this.coder = coder;
    }

    @Setup
    public void arrive() {
      RunningRun.saw(run);
    }

    @ProcessElement
    public void take(
        @Element T row,
        @Timestamp Instant timestamp,
        OutputReceiver<KV<Long, TimestampedValue<T>>> out)
        throws CoderException {
      long hash = hash(delivery, coder, row);
      if (!delivery.holds(hash)) {
        return;
      }
      for (int copy = 0; copy < (delivery.isTwice() ? 2 : 1); copy++) {
        out.output(KV.of(bundle(hash, copy), TimestampedValue.of(row, timestamp)));
      }
    }

    private long bundle(long hash, int copy) {
      if (delivery.order() != Order.AS_IT_IS || delivery.bundles() == Bundles.ALL_IN_ONE) {
        return 0;
      }
      return delivery.bundles() == Bundles.ONE_ROW_EACH
          ? ThreadLocalRandom.current().nextLong()
          : Math.floorMod(hash, 4L) * 2 + copy;
    }
  }

  private static final class GiveFn<T> extends DoFn<KV<Long, Iterable<TimestampedValue<T>>>, T> {
    private static final long serialVersionUID = 1L;
    private final Delivery delivery;
    private final Coder<T> coder;

    GiveFn(Delivery delivery, Coder<T> coder) {
      this.delivery = delivery;
      this.coder = coder;
    }

    @ProcessElement
    public void give(@Element KV<Long, Iterable<TimestampedValue<T>>> bundle, OutputReceiver<T> out)
        throws CoderException {
      if (delivery.order() == Order.AS_IT_IS) {
        bundle
            .getValue()
            .forEach(row -> out.outputWithTimestamp(row.getValue(), row.getTimestamp()));
        return;
      }
      record Placed<R>(long place, TimestampedValue<R> row) {}
      List<Placed<T>> rows = new ArrayList<>();
      for (TimestampedValue<T> row : bundle.getValue()) {
        rows.add(new Placed<>(hash(delivery, coder, row.getValue()), row));
      }
      Comparator<Placed<T>> order = Comparator.comparingLong(Placed::place);
      rows.sort(delivery.order() == Order.SHUFFLED ? order : order.reversed());
      rows.forEach(row -> out.outputWithTimestamp(row.row().getValue(), row.row().getTimestamp()));
    }

    /** A group's own timestamp is the end of its window. */
    @Override
    @SuppressWarnings("deprecation")
    public Duration getAllowedTimestampSkew() {
      return Duration.millis(Long.MAX_VALUE);
    }
  }
}
