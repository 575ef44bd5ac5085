package io.refrain.core.merge;

import io.refrain.core.Counts;
import io.refrain.core.MergeWork;
import io.refrain.core.RejectedRow;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.TableFile;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one step of a merge adds to its commit.
 *
 * @param pinned what the run is made from, of the steps that pin it
 * @param base the version of the table it was made from; empty if it does not depend on one
 * @param removed files that go
 * @param deletedFrom files that lose rows by position
 * @param staged what becomes visible
 * @param counts what was counted
 * @param work what it cost
 * @param rejections the rows that were rejected
 */
record MergePart(
    List<MergeBase> pinned,
    String base,
    List<TableFile> removed,
    List<TableFile> deletedFrom,
    List<StagedFile> staged,
    Counts counts,
    MergeWork work,
    Rejections rejections)
    implements Serializable {
  static final MergePart NOTHING = pinned(List.of());

  /**
   * Rejected rows.
   *
   * @param count how many
   * @param sample the first few of them
   */
  record Rejections(long count, List<RejectedRow> sample) implements Serializable {
    static final Rejections NONE = new Rejections(0, List.of());
    private static final int SHOWN = 10;

    private Rejections plus(Rejections other) {
      List<RejectedRow> first =
          Stream.concat(sample.stream(), other.sample.stream())
              .sorted(Comparator.comparingLong(RejectedRow::origin).thenComparing(RejectedRow::row))
              .limit(SHOWN)
              .toList();
      return new Rejections(count + other.count, first);
    }
  }

  /** What the run is made from. */
  static MergePart pinned(MergeBase base) {
    return pinned(List.of(base));
  }

  private static MergePart pinned(List<MergeBase> bases) {
    return new MergePart(
        bases, "", List.of(), List.of(), List.of(), Counts.NONE, MergeWork.NONE, Rejections.NONE);
  }

  /** Files, made from a version of the table, and what that took. */
  static MergePart files(
      String base,
      List<TableFile> removed,
      List<TableFile> deletedFrom,
      List<StagedFile> staged,
      MergeWork work) {
    return new MergePart(
        List.of(), base, removed, deletedFrom, staged, Counts.NONE, work, Rejections.NONE);
  }

  /** What it took to search a version of the table. */
  static MergePart searched(String base, MergeWork work) {
    return files(base, List.of(), List.of(), List.of(), work);
  }

  static MergePart counted(Counts counts) {
    return NOTHING.with(counts, MergeWork.NONE);
  }

  static MergePart rejected(RejectedRow row) {
    return new MergePart(
        List.of(),
        "",
        List.of(),
        List.of(),
        List.of(),
        Counts.NONE,
        MergeWork.NONE,
        new Rejections(1, List.of(row)));
  }

  MergePart with(Counts newCounts, MergeWork newWork) {
    return new MergePart(
        pinned, base, removed, deletedFrom, staged, newCounts, newWork, rejections);
  }

  /** What was counted alone. */
  MergePart withoutFiles() {
    return new MergePart(
        List.of(), base, List.of(), List.of(), List.of(), counts, work, rejections);
  }

  /** Both together. Of parts that are made from different versions {@link #base} is wrong. */
  MergePart plus(MergePart other) {
    return new MergePart(
        concat(pinned, other.pinned),
        base.isEmpty() ? other.base : base,
        concat(removed, other.removed),
        concat(deletedFrom, other.deletedFrom),
        concat(staged, other.staged),
        counts.plus(other.counts),
        work.plus(other.work),
        rejections.plus(other.rejections));
  }

  private static <E> List<E> concat(List<E> a, List<E> b) {
    return a.isEmpty() ? b : b.isEmpty() ? a : Stream.concat(a.stream(), b.stream()).toList();
  }
}
