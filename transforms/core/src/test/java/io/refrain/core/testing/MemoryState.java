package io.refrain.core.testing;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ReplaceStore.CommitAnswer;
import io.refrain.core.store.Staged;
import io.refrain.core.store.StoreState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a store in memory holds. Every access is synchronized on it. */
final class MemoryState {
  /** The rows of one partition, and who wrote them. */
  record Content(String owner, long epoch, List<byte[]> rows, Set<String> locations) {}

  private record LedgerKey(String pipeline, Object covered) {}

  private enum Use {
    STAGED,
    COMMITTED,
    DISCARDED
  }

  private static final class StagedRows {
    private final Staged description;
    private final List<byte[]> rows;
    private Use use = Use.STAGED;

    private StagedRows(Staged description, List<byte[]> rows) {
      this.description = description;
      this.rows = rows;
    }
  }

  private final Set<Defect> defects;
  private final Map<Partition, Content> partitions = new TreeMap<>();
  private final Map<LedgerKey, StoreState.Entry> ledger = new LinkedHashMap<>();
  private final Map<String, StagedRows> staged = new HashMap<>();
  private final Map<String, Partition> foreign = new TreeMap<>();
  private final List<Runnable> observers = new ArrayList<>();
  private long version;
  private int nextLocation;

  MemoryState(Set<Defect> defects) {
    this.defects = defects.isEmpty() ? EnumSet.noneOf(Defect.class) : EnumSet.copyOf(defects);
  }

  boolean has(Defect defect) {
    return defects.contains(defect);
  }

  synchronized String newLocation() {
    return "location-" + nextLocation++;
  }

  synchronized void observe(Runnable observer) {
    observers.add(observer);
  }

  synchronized void plantForeign(String name, Partition partition) {
    foreign.put(name, partition);
    version++;
  }

  /** The rows that a reader sees, by partition. */
  synchronized Map<Partition, List<byte[]>> visible() {
    Map<Partition, List<byte[]>> out = new TreeMap<>();
    partitions.forEach((partition, content) -> out.put(partition, new ArrayList<>(content.rows())));
    if (has(Defect.SHOWS_STAGED)) {
      staged.values().stream()
          .filter(s -> s.use == Use.STAGED)
          .forEach(
              s ->
                  out.computeIfAbsent(s.description.partition(), p -> new ArrayList<>())
                      .addAll(s.rows));
    }
    return out;
  }

  synchronized int stagedAndNotCommitted() {
    return (int) staged.values().stream().filter(s -> s.use == Use.STAGED).count();
  }

  synchronized void stage(Staged description, List<byte[]> rows) {
    boolean lost = has(Defect.LOSES_A_ROW) && rows.size() > 1;
    staged.put(
        description.location(),
        new StagedRows(description, lost ? rows.subList(0, rows.size() - 1) : rows));
  }

  /** A defect: rows of a stager that was given up are seen all the same. */
  synchronized void showUnfinished(Partition partition, List<byte[]> rows) {
    partitions.put(partition, new Content("", 0, List.copyOf(rows), Set.of()));
  }

  synchronized StoreState read(ReplaceScope scope) {
    List<StoreState.Stored> stored = new ArrayList<>();
    partitions.forEach(
        (partition, content) -> {
          if (scope.covers(partition)) {
            stored.add(
                new StoreState.Stored(
                    partition, content.owner(), content.epoch(), content.rows().size()));
          }
        });
    List<StoreState.Entry> entries =
        ledger.values().stream().filter(e -> e.covered().overlaps(scope)).toList();
    List<String> inTheWay =
        has(Defect.HIDES_FOREIGN)
            ? List.of()
            : foreign.entrySet().stream()
                .filter(e -> scope.covers(e.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    return new StoreState(Long.toString(version), entries, stored, inTheWay);
  }

  CommitAnswer commit(CommitPlan plan) {
    synchronized (this) {
      if (!plan.base().equals(Long.toString(version)) && !has(Defect.IGNORES_BASE)) {
        return CommitAnswer.STATE_CHANGED;
      }
      plan.staged().forEach(staged -> check(plan, staged));
    }
    // What others see at each step: nothing of it, then all of it.
    observe();
    if (has(Defect.SHOWS_HALF)) {
      for (Partition partition : plan.removed()) {
        synchronized (this) {
          partitions.remove(partition);
        }
        observe();
      }
    }
    synchronized (this) {
      apply(plan);
    }
    observe();
    return CommitAnswer.DONE;
  }

  private void observe() {
    List<Runnable> all;
    synchronized (this) {
      all = List.copyOf(observers);
    }
    all.forEach(Runnable::run);
  }

  private void check(CommitPlan plan, Staged one) {
    StagedRows known = staged.get(one.location());
    if (known == null) {
      throw new AssertionError("commit of rows that were never staged: " + one);
    }
    Content live = partitions.get(one.partition());
    boolean stays = live != null && live.locations().contains(one.location());
    if (known.use != Use.STAGED && !stays) {
      throw new AssertionError("commit of rows that are " + known.use + " already: " + one);
    }
    if (!known.description.equals(one)) {
      throw new AssertionError("staged as " + known.description + ", committed as " + one);
    }
    if (!plan.covered().covers(one.partition())) {
      throw new AssertionError("commit of " + one + " outside of " + plan.covered());
    }
    if (partitions.containsKey(one.partition()) && !plan.removed().contains(one.partition())) {
      throw new AssertionError("commit would add to the rows of " + one.partition());
    }
  }

  private void apply(CommitPlan plan) {
    remove(plan);
    Map<Partition, List<byte[]>> added = new TreeMap<>();
    Map<Partition, Set<String>> locations = new TreeMap<>();
    for (Staged one : plan.staged()) {
      StagedRows known = staged.get(one.location());
      known.use = Use.COMMITTED;
      added.computeIfAbsent(one.partition(), p -> new ArrayList<>()).addAll(known.rows);
      locations.computeIfAbsent(one.partition(), p -> new TreeSet<>()).add(one.location());
    }
    added.forEach(
        (partition, rows) -> {
          Content old = partitions.get(partition);
          List<byte[]> together = new ArrayList<>(old == null ? List.of() : old.rows());
          together.addAll(rows);
          partitions.put(
              partition,
              new Content(
                  plan.receipt().token().pipeline(),
                  plan.receipt().token().epoch(),
                  together,
                  locations.get(partition)));
        });
    if (has(Defect.FORGETS_OWNER) || has(Defect.FORGETS_EPOCH)) {
      partitions.replaceAll(
          (partition, content) ->
              new Content(
                  has(Defect.FORGETS_OWNER) ? plan.receipt().token().pipeline() : content.owner(),
                  has(Defect.FORGETS_EPOCH) ? 0 : content.epoch(),
                  content.rows(),
                  content.locations()));
    }
    if (plan.takeOver()) {
      foreign.values().removeIf(plan.covered()::covers);
    }
    remember(plan);
    version++;
  }

  private void remove(CommitPlan plan) {
    if (has(Defect.REPLACES_EVERYTHING)) {
      partitions.clear();
    }
    for (Partition partition : plan.removed()) {
      boolean kept =
          has(Defect.APPENDS)
              || (has(Defect.KEEPS_EMPTIED)
                  && plan.staged().stream().noneMatch(s -> s.partition().equals(partition)));
      if (!kept) {
        partitions.remove(partition);
      }
    }
  }

  private void remember(CommitPlan plan) {
    StoreState.Entry entry =
        new StoreState.Entry(plan.receipt().token(), plan.covered(), plan.receipt());
    boolean single = has(Defect.ONE_TOKEN_PER_PIPELINE);
    if (!has(Defect.FORGETS_TOKEN) && !has(Defect.FORGETS_EPOCH)) {
      ledger.put(
          new LedgerKey(plan.receipt().token().pipeline(), single ? "" : plan.covered()), entry);
    }
  }

  synchronized void discard(Staged one) {
    StagedRows known = staged.get(one.location());
    if (known == null) {
      throw new AssertionError("discard of rows that were never staged: " + one);
    }
    if (known.use == Use.STAGED) {
      known.use = Use.DISCARDED;
    } else if (known.use == Use.COMMITTED && has(Defect.DISCARDS_COMMITTED)) {
      partitions.remove(one.partition());
    }
  }
}
