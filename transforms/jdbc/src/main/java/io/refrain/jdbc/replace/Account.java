package io.refrain.jdbc.replace;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that a run wrote and that no later one has replaced: who answers for them, and how many
 * there are. Rows of the table that are in no account are somebody else's.
 *
 * @param id which it is, among those of the table
 * @param region where the rows lie
 * @param carved what later runs took out of the region
 * @param owner the pipeline that wrote them
 * @param epoch the epoch of the run that did
 * @param rows how many there are
 * @param attempts the staging tables they came from; empty once they are not all there
 */
record Account(
    Id id,
    ReplaceScope region,
    List<ReplaceScope> carved,
    String owner,
    long epoch,
    long rows,
    List<String> attempts) {

  /**
   * Names an account.
   *
   * @param version the commit that made it
   * @param part counts the accounts of that commit
   */
  record Id(long version, int part) {}

  Account {
    carved = List.copyOf(carved);
    attempts = List.copyOf(attempts);
  }

  /** Whether a scope may cover some of these rows. */
  boolean meets(ReplaceScope scope) {
    return region.overlaps(scope) && carved.stream().noneMatch(c -> c.includes(scope));
  }

  /** Whether a scope covers all of these rows. */
  boolean isWithin(ReplaceScope scope) {
    return scope.includes(region);
  }

  /** Whether these are all rows of one partition by some columns. */
  boolean isOnePartition(List<String> columns) {
    return carved.isEmpty()
        && region instanceof ReplaceScope.Partitions it
        && it.partitions().size() == 1
        && it.partitions().get(0).columns().equals(columns);
  }

  Partition onlyPartition() {
    return ((ReplaceScope.Partitions) region).partitions().get(0);
  }

  /** What is left once a scope has taken so many rows out. */
  Account without(ReplaceScope scope, long taken) {
    List<ReplaceScope> more = new ArrayList<>(carved);
    more.removeIf(scope::includes);
    ReplaceScope hole = scope;
    for (int i = 0; i < more.size(); ) {
      ReplaceScope joined = joined(more.get(i), hole);
      if (joined == null) {
        i++;
      } else {
        hole = joined;
        more.remove(i);
        i = 0;
      }
    }
    more.add(hole);
    return new Account(id, region, more, owner, epoch, rows - taken, List.of());
  }

  /** Intervals that meet, as one; so that the holes of many runs do not add up. Else null. */
  private static ReplaceScope joined(ReplaceScope one, ReplaceScope other) {
    if (one instanceof ReplaceScope.Interval a
        && other instanceof ReplaceScope.Interval b
        && a.column().equals(b.column())
        && a.interval().zone().equals(b.interval().zone())
        && !a.interval().start().isAfter(b.interval().end())
        && !b.interval().start().isAfter(a.interval().end())) {
      boolean startsWithA = a.interval().start().isBefore(b.interval().start());
      boolean endsWithA = a.interval().end().isAfter(b.interval().end());
      return ReplaceScope.interval(
          a.column(),
          new io.refrain.core.DataInterval(
              (startsWithA ? a : b).interval().start(),
              (endsWithA ? a : b).interval().end(),
              a.interval().zone()));
    }
    return null;
  }
}
