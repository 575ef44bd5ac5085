package io.refrain.iceberg;

import io.refrain.core.Counts;
import io.refrain.core.DataInterval;
import io.refrain.core.Partition;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.store.StoreState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps a ledger short: beyond so many runs, the oldest of one pipeline whose scopes join are kept
 * as one, with the greatest epoch of them. Who owns what stays as it was; a run that old is no
 * longer answered with its receipt but called superseded.
 */
final class Folding {
  /** How many runs are remembered one by one. */
  static final int MAX_RUNS = 256;

  private Folding() {}

  static List<Ledger.Item> fold(List<Ledger.Item> items) {
    List<Ledger.Item> folded = new ArrayList<>(items);
    int oldest = 0;
    while (folded.size() > MAX_RUNS && oldest < folded.size() - MAX_RUNS / 2) {
      if (!foldOnce(folded, oldest)) {
        oldest++;
      }
    }
    return folded;
  }

  /** Joins a run with a later one, if no run between them touches either. */
  private static boolean foldOnce(List<Ledger.Item> items, int older) {
    Ledger.Item first = items.get(older);
    ReplaceScope covered = first.entry().covered();
    for (int later = older + 1; later < items.size() - MAX_RUNS / 2; later++) {
      Ledger.Item second = items.get(later);
      if (second.entry().token().pipeline().equals(first.entry().token().pipeline())) {
        Optional<ReplaceScope> joined = join(covered, second.entry().covered());
        if (joined.isPresent()) {
          items.set(older, joined(first, second, joined.get()));
          items.remove(later);
          return true;
        }
      }
      if (second.entry().covered().overlaps(covered)) {
        return false;
      }
      ReplaceScope between = second.entry().covered();
      boolean meetsLater =
          items.subList(later + 1, items.size()).stream()
              .anyMatch(item -> item.entry().covered().overlaps(between));
      if (meetsLater) {
        return false;
      }
    }
    return false;
  }

  private static Ledger.Item joined(Ledger.Item a, Ledger.Item b, ReplaceScope scope) {
    long epoch = Math.max(a.entry().token().epoch(), b.entry().token().epoch());
    RunToken token = new RunToken(a.entry().token().pipeline(), scope, epoch);
    boolean counted = a.rows() != Ledger.UNKNOWN && b.rows() != Ledger.UNKNOWN;
    return new Ledger.Item(
        b.snapshot(),
        counted ? a.rows() + b.rows() : Ledger.UNKNOWN,
        new StoreState.Entry(
            token, scope, new Receipt(token, Counts.NONE, 0, ContentChecksum.EMPTY)));
  }

  private static Optional<ReplaceScope> join(ReplaceScope one, ReplaceScope other) {
    if (one instanceof ReplaceScope.Interval a && other instanceof ReplaceScope.Interval b) {
      DataInterval p = a.interval();
      DataInterval q = b.interval();
      boolean join =
          a.column().equals(b.column())
              && p.zone().equals(q.zone())
              && (p.end().equals(q.start()) || q.end().equals(p.start()));
      return join
          ? Optional.of(
              ReplaceScope.interval(
                  a.column(),
                  p.end().equals(q.start())
                      ? new DataInterval(p.start(), q.end(), p.zone())
                      : new DataInterval(q.start(), p.end(), p.zone())))
          : Optional.empty();
    }
    if (one instanceof ReplaceScope.Partitions a && other instanceof ReplaceScope.Partitions b) {
      List<Partition> all = new ArrayList<>(a.partitions());
      all.addAll(b.partitions());
      boolean alike = all.stream().map(Partition::columns).distinct().count() <= 1;
      return alike && !a.overlaps(b) ? Optional.of(ReplaceScope.partitions(all)) : Optional.empty();
    }
    return Optional.empty();
  }
}
