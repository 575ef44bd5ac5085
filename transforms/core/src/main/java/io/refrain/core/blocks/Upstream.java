package io.refrain.core.blocks;

import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.values.PCollection;

/**
 * What the steps before a sink counted and rejected, put to the sink's account.
 *
 * @param counts of those steps, in parts to be summed
 * @param rejected by those steps
 */
public record Upstream(List<PCollection<Counts>> counts, List<PCollection<RejectedRow>> rejected) {

  /** A sink that stands alone. */
  public static final Upstream NONE = new Upstream(List.of(), List.of());

  /** These steps and one more. */
  public Upstream plus(PCollection<Counts> moreCounts, PCollection<RejectedRow> moreRejected) {
    return new Upstream(append(counts, moreCounts), append(rejected, moreRejected));
  }

  private static <E> List<E> append(List<E> list, E element) {
    return Stream.concat(list.stream(), Stream.of(element)).toList();
  }
}
