package io.refrain.iceberg;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Which run answers for which rows of a scope: the last one that covered them. For most that is
 * told partition by partition; where a run covered rows by another column than those of the
 * partition, they are counted.
 */
final class Owners {
  private final Head head;
  private final List<String> partitionColumns;
  private final Ledger ledger;
  private final ReplaceScope scope;

  Owners(Head head, List<String> partitionColumns, Ledger ledger, ReplaceScope scope) {
    this.head = head;
    this.partitionColumns = partitionColumns;
    this.ledger = ledger;
    this.scope = scope;
  }

  /**
   * Rows by the run that answers for them.
   *
   * @param byRun runs by their place in the ledger, with the rows they have in each partition
   * @param nobodys rows that no run covered
   */
  record Shares(Map<Integer, Map<Partition, Long>> byRun, Map<Partition, Long> nobodys) {
    /** How many rows of the scope a run answers for. */
    long of(int run) {
      return byRun.getOrDefault(run, Map.of()).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private enum Part {
    ALL,
    NONE,
    SOME
  }

  Shares of(ScopeContent content) throws IOException {
    Map<Partition, Long> rows = new TreeMap<>();
    content.parts().forEach(part -> part.rows().forEach((p, n) -> rows.merge(p, n, Long::sum)));
    Shares shares = new Shares(new LinkedHashMap<>(), new TreeMap<>());
    for (Map.Entry<Partition, Long> entry : rows.entrySet()) {
      Optional<Integer> owner = ownerOf(entry.getKey());
      if (owner.isEmpty()) {
        return counted(rows);
      } else if (owner.get() < 0) {
        shares.nobodys().put(entry.getKey(), entry.getValue());
      } else {
        shares
            .byRun()
            .computeIfAbsent(owner.get(), run -> new TreeMap<>())
            .put(entry.getKey(), entry.getValue());
      }
    }
    return shares;
  }

  /** The run that covered a partition as a whole; -1 if none did; empty if one did in part. */
  private Optional<Integer> ownerOf(Partition partition) {
    for (int run = ledger.items().size() - 1; run >= 0; run--) {
      switch (part(ledger.items().get(run).entry().covered(), partition)) {
        case ALL -> {
          return Optional.of(run);
        }
        case SOME -> {
          return Optional.empty();
        }
        case NONE -> {}
      }
    }
    return Optional.of(-1);
  }

  private Part part(ReplaceScope covered, Partition partition) {
    if (covered instanceof ReplaceScope.Partitions it && fits(it, partition)) {
      return it.covers(partition) ? Part.ALL : Part.NONE;
    } else if (covered instanceof ReplaceScope.Interval it
        && partition.columns().contains(it.column())) {
      try {
        return it.covers(partition) ? Part.ALL : Part.NONE;
      } catch (DateTimeException e) {
        return Part.NONE;
      }
    }
    if (covered.includes(scope)) {
      return Part.ALL;
    }
    return covered.overlaps(scope) ? Part.SOME : Part.NONE;
  }

  private static boolean fits(ReplaceScope.Partitions listed, Partition partition) {
    return listed.partitions().stream().allMatch(p -> p.columns().equals(partition.columns()));
  }

  private Shares counted(Map<Partition, Long> rows) throws IOException {
    Map<Partition, Long> rest = new TreeMap<>(rows);
    Shares shares = new Shares(new LinkedHashMap<>(), rest);
    Expression open = ScopeFilter.of(scope, head.table().schema());
    for (int run = ledger.items().size() - 1; run >= 0; run--) {
      ReplaceScope covered = ledger.items().get(run).entry().covered();
      if (!covered.overlaps(scope)) {
        continue;
      }
      Expression of = ScopeFilter.of(covered, head.table().schema());
      Map<Partition, Long> own = new TreeMap<>();
      ScopeContent.read(head, partitionColumns, Expressions.and(open, of))
          .parts()
          .forEach(part -> part.rows().forEach((p, n) -> own.merge(p, n, Long::sum)));
      if (!own.isEmpty()) {
        shares.byRun().put(run, own);
        own.forEach((p, n) -> rest.merge(p, -n, Long::sum));
      }
      open = Expressions.and(open, Expressions.not(of));
      if (covered.includes(scope)) {
        break;
      }
    }
    rest.values().removeIf(n -> n == 0);
    return shares;
  }

  /** How many live rows a run answers for, in the whole table. */
  long rowsOf(int run) throws IOException {
    List<Expression> region = new ArrayList<>();
    ReplaceScope covered = ledger.items().get(run).entry().covered();
    Expression filter = ScopeFilter.of(covered, head.table().schema());
    for (int later = run + 1; later < ledger.items().size(); later++) {
      ReplaceScope other = ledger.items().get(later).entry().covered();
      if (other.overlaps(covered)) {
        region.add(ScopeFilter.of(other, head.table().schema()));
      }
    }
    for (Expression other : region) {
      filter = Expressions.and(filter, Expressions.not(other));
    }
    return ScopeContent.read(head, List.of(), filter).parts().stream()
        .flatMap(part -> part.rows().values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }
}
