package io.refrain.jdbc.upsert;

import io.refrain.core.RejectedRow;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PDone;

/**
 * Fails the run once more rows are rejected than allowed. Its input are two: the rows that were
 * rejected on the way to the shards (on bounded input: before any row was written), and those that
 * were rejected when they were written.
 */
public final class CheckRejected extends PTransform<PCollectionList<RejectedRow>, PDone> {
  private static final long serialVersionUID = 1L;

  private final RejectedLimit limit;

  public CheckRejected(RejectedLimit limit) {
    this.limit = limit;
  }

  @Override
  public PDone expand(PCollectionList<RejectedRow> earlyAndLate) {
    PCollection<RejectedRow> early = earlyAndLate.get(0);
    boolean bounded = early.isBounded() == IsBounded.BOUNDED;
    PCollection<Rejected> each =
        PCollectionList.of(Rejected.each("Early", early, bounded))
            .and(Rejected.each("Late", earlyAndLate.get(1), false))
            .apply("All", Flatten.pCollections())
            .apply("Global", Window.into(new GlobalWindows()));
    if (bounded) {
      each.apply("Count", Combine.globally(new Rejected.Sum()).withoutDefaults())
          .apply("Check", ParDo.of(new CheckFn(limit)));
    } else {
      each.apply("OneKey", WithKeys.of(0))
          .setCoder(KvCoder.of(VarIntCoder.of(), SerializableCoder.of(Rejected.class)))
          .apply("Check", ParDo.of(new CheckEachFn(limit)));
    }
    return PDone.in(earlyAndLate.getPipeline());
  }

  private static final class CheckFn extends DoFn<Rejected, Void> {
    private static final long serialVersionUID = 1L;
    private final RejectedLimit limit;

    private CheckFn(RejectedLimit limit) {
      this.limit = limit;
    }

    @ProcessElement
    public void check(@Element Rejected rejected) {
      limit.check(rejected);
    }
  }

  private static final class CheckEachFn extends DoFn<KV<Integer, Rejected>, Void> {
    private static final long serialVersionUID = 1L;
    private final RejectedLimit limit;

    @StateId("rejected")
    private final StateSpec<ValueState<Rejected>> spec =
        StateSpecs.value(SerializableCoder.of(Rejected.class));

    private CheckEachFn(RejectedLimit limit) {
      this.limit = limit;
    }

    @ProcessElement
    public void check(
        @Element KV<Integer, Rejected> element, @StateId("rejected") ValueState<Rejected> state) {
      Rejected before = state.read();
      Rejected now = (before == null ? new Rejected() : new Rejected().addAll(before));
      now.addAll(element.getValue());
      state.write(now);
      limit.check(now);
    }
  }
}
