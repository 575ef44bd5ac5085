package io.refrain.core.replace;

import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.store.Staged;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one step of a run adds to its commit: staged rows, counts, or rejected rows.
 *
 * @param group the group that was staged; empty if nothing was
 * @param pane the pane of the group that was staged: a later one takes the place of an earlier one
 * @param staged what was staged
 * @param counts what was counted
 * @param rejections how many rows were rejected
 * @param sample the first few of them
 */
record Contribution(
    String group,
    long pane,
    List<Staged> staged,
    Counts counts,
    long rejections,
    List<RejectedRow> sample)
    implements Serializable {

  /** How many rejected rows an error shows. */
  static final int SAMPLE_SIZE = 10;

  static final Contribution NOTHING = new Contribution("", 0, List.of(), Counts.NONE, 0, List.of());

  static Contribution counted(Counts counts) {
    return new Contribution("", 0, List.of(), counts, 0, List.of());
  }

  static Contribution rejected(RejectedRow row) {
    return new Contribution("", 0, List.of(), Counts.NONE, 1, List.of(row));
  }

  /** What both counted and rejected, together. */
  Contribution plus(Contribution other) {
    return new Contribution(
        group,
        pane,
        staged,
        counts.plus(other.counts),
        rejections + other.rejections,
        firstOf(Stream.concat(sample.stream(), other.sample.stream())));
  }

  private static List<RejectedRow> firstOf(Stream<RejectedRow> rows) {
    return rows.sorted(
            Comparator.comparingLong(RejectedRow::origin).thenComparing(RejectedRow::row))
        .limit(SAMPLE_SIZE)
        .toList();
  }
}
