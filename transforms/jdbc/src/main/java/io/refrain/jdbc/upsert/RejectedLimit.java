package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.RejectedRow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PDone;

/** Fails the run once more rows are rejected than allowed. */
public final class RejectedLimit extends PTransform<PCollection<RejectedRow>, PDone> {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 10;

  private final long allowed;
  private final String target;
  private final String others;
  private final transient PCollectionView<Rejected> before;

  public RejectedLimit(long allowed, String target) {
    this(allowed, target, STORED, null);
  }

  private RejectedLimit(
      long allowed, String target, String others, PCollectionView<Rejected> before) {
    this.allowed = allowed;
    this.target = target;
    this.others = others;
    this.before = before;
  }

  /** The same limit where no row is written at all. */
  public RejectedLimit ofPlan() {
    return new RejectedLimit(allowed, target, NOTHING, before);
  }

  /** Tells apart that too many were rejected before any row was written. */
  public RejectedLimit knowing(PCollectionView<Rejected> rejectedBefore) {
    return new RejectedLimit(allowed, target, others, rejectedBefore);
  }

  @Override
  public PDone expand(PCollection<RejectedRow> rejected) {
    PCollection<RejectedRow> global = rejected.apply("Global", Window.into(new GlobalWindows()));
    if (rejected.isBounded() == IsBounded.BOUNDED) {
      global
          .apply("Count", Combine.globally(new CountFn()))
          .apply("Check", ParDo.of(new CheckFn(this, before)).withSideInputs(before));
    } else {
      global
          .apply("OneKey", WithKeys.of(0))
          .setCoder(KvCoder.of(VarIntCoder.of(), SerializableCoder.of(RejectedRow.class)))
          .apply("Check", ParDo.of(new CheckEachFn(this)));
    }
    return PDone.in(rejected.getPipeline());
  }

  /**
   * Fails the run if too much was rejected.
   *
   * @throws RefrainException if more rows are rejected than allowed
   */
  public void check(Rejected rejected, String consequence) {
    if (rejected.count <= allowed) {
      return;
    }
    String message =
        rejected.count
            + (rejected.count == 1 ? " row was" : " rows were")
            + " rejected on the way into "
            + target
            + ", "
            + (allowed == 0 ? "none" : "at most " + allowed)
            + " allowed. "
            + consequence
            + " Mend the input, or allow rejected rows and take them from the rejected output.";
    throw new RefrainException(Kind.REJECTED_ROWS, message, rejected.sample);
  }

  /**
   * Gives up, once there is enough to show, rather than try row after row of an input that fails
   * the run anyway.
   */
  public void checkSoFar(Rejected rejected) {
    if (rejected.count - SHOWN >= allowed) {
      boolean writing = !others.equals(NOTHING);
      check(
          rejected,
          (writing ? "Writing was given up here, so there may be more. " : "There may be more. ")
              + others);
    }
  }

  /** The same, where nothing has been written yet. */
  public void checkBeforeCommit(Rejected rejected) {
    if (rejected.count - SHOWN >= allowed) {
      check(rejected, "There may be more. " + NOTHING);
    }
  }

  /** How many rows were rejected, and the first of them. */
  public static final class Rejected implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Comparator<RejectedRow> FIRST =
        Comparator.comparingLong(RejectedRow::origin)
            .thenComparing(RejectedRow::row)
            .thenComparing(RejectedRow::toString);

    private long count;
    private final List<RejectedRow> sample = new ArrayList<>();

    Rejected add(RejectedRow row) {
      count++;
      return keep(List.of(row));
    }

    Rejected addAll(Rejected other) {
      count += other.count;
      return keep(other.sample);
    }

    // The same ten, whatever the order of arrival.
    private Rejected keep(List<RejectedRow> rows) {
      sample.addAll(rows);
      sample.sort(FIRST);
      if (sample.size() > SHOWN) {
        sample.subList(SHOWN, sample.size()).clear();
      }
      return this;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Rejected other && count == other.count && sample.equals(other.sample);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(count) * 31 + sample.hashCode();
    }
  }

  /** Sums rejected rows up. */
  public static final class CountFn extends Combine.CombineFn<RejectedRow, Rejected, Rejected> {
    private static final long serialVersionUID = 1L;

    @Override
    public Rejected createAccumulator() {
      return new Rejected();
    }

    @Override
    public Rejected addInput(Rejected sum, RejectedRow row) {
      return sum.add(row);
    }

    @Override
    public Rejected mergeAccumulators(Iterable<Rejected> sums) {
      Rejected all = new Rejected();
      sums.forEach(all::addAll);
      return all;
    }

    @Override
    public Rejected extractOutput(Rejected sum) {
      return sum;
    }

    @Override
    public Coder<Rejected> getAccumulatorCoder(
        CoderRegistry registry, Coder<RejectedRow> inputCoder) {
      return SerializableCoder.of(Rejected.class);
    }

    @Override
    public Coder<Rejected> getDefaultOutputCoder(
        CoderRegistry registry, Coder<RejectedRow> inputCoder) {
      return SerializableCoder.of(Rejected.class);
    }
  }

  /** What became of the other rows, if too many were rejected before any was written. */
  static final String NOTHING = "Nothing was changed.";

  private static final String STORED =
      "The rows that were not rejected are stored; running the mended input again is safe.";

  private static final class CheckFn extends DoFn<Rejected, Void> {
    private static final long serialVersionUID = 1L;
    private final RejectedLimit limit;
    private final PCollectionView<Rejected> before;

    private CheckFn(RejectedLimit limit, PCollectionView<Rejected> before) {
      this.limit = limit;
      this.before = before;
    }

    @ProcessElement
    public void check(@Element Rejected rejected, ProcessContext context) {
      limit.check(context.sideInput(before), NOTHING);
      limit.check(rejected, limit.others);
    }
  }

  private static final class CheckEachFn extends DoFn<KV<Integer, RejectedRow>, Void> {
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
        @Element KV<Integer, RejectedRow> element,
        @StateId("rejected") ValueState<Rejected> state) {
      Rejected before = state.read();
      Rejected now = (before == null ? new Rejected() : new Rejected().addAll(before));
      now.add(element.getValue());
      state.write(now);
      limit.check(now, limit.others);
    }
  }
}
