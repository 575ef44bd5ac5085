package io.refrain.jdbc.upsert;

import io.refrain.core.RejectedRow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;

/** How many rows were rejected, and the first of them. */
public final class Rejected implements Serializable {
  /** How many rows are shown. */
  static final int SHOWN = 10;

  private static final long serialVersionUID = 1L;
  private static final Comparator<RejectedRow> FIRST =
      Comparator.comparingLong(RejectedRow::origin)
          .thenComparing(RejectedRow::row)
          .thenComparing(RejectedRow::toString);

  private long count;
  private long early;
  private final List<RejectedRow> sample = new ArrayList<>();

  long count() {
    return count;
  }

  /** How many were rejected before any row was written. */
  long early() {
    return early;
  }

  List<RejectedRow> sample() {
    return sample;
  }

  Rejected add(RejectedRow row) {
    count++;
    return keep(List.of(row));
  }

  Rejected addAll(Rejected other) {
    count += other.count;
    early += other.early;
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

  /**
   * Each row by itself, to be summed.
   *
   * @param early whether it was rejected before any row was written
   */
  static PCollection<Rejected> each(String name, PCollection<RejectedRow> rows, boolean early) {
    return rows.apply(name, ParDo.of(new EachFn(early)))
        .setCoder(SerializableCoder.of(Rejected.class));
  }

  /** All of them together; none are zero. */
  static final class Sum implements SerializableFunction<Iterable<Rejected>, Rejected> {
    private static final long serialVersionUID = 1L;

    @Override
    public Rejected apply(Iterable<Rejected> parts) {
      Rejected all = new Rejected();
      parts.forEach(all::addAll);
      return all;
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Rejected other
        && count == other.count
        && early == other.early
        && sample.equals(other.sample);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(count) * 31 + sample.hashCode();
  }

  private static final class EachFn extends DoFn<RejectedRow, Rejected> {
    private static final long serialVersionUID = 1L;
    private final boolean early;

    private EachFn(boolean early) {
      this.early = early;
    }

    @ProcessElement
    public void count(@Element RejectedRow row, OutputReceiver<Rejected> out) {
      Rejected one = new Rejected().add(row);
      one.early = early ? 1 : 0;
      out.output(one);
    }
  }
}
