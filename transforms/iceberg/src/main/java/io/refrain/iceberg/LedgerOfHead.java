package io.refrain.iceberg;

import io.refrain.core.Receipt;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.json.ReceiptJson;
import io.refrain.core.json.ScopeJson;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.StoreState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;

/**
 * Finds the ledger that goes with a snapshot. The newest snapshot of ours among its ancestors tells
 * which: a branch that was fast-forwarded to another takes that one's ledger, and runs that were
 * rolled back are not in effect any more. Where no property goes with it, as after a roll-back, the
 * summaries of the ancestors that are still known complete what is older.
 */
final class LedgerOfHead {
  /** In the summary of a snapshot: what the run did, and what it replaced. */
  static final String RECEIPT = "refrain.receipt";

  static final String COVERED = "refrain.covered";

  private final Head head;
  private final Map<String, Ledger> byBranch = new TreeMap<>();

  private LedgerOfHead(Head head) {
    this.head = head;
    head.table()
        .properties()
        .forEach(
            (key, value) -> {
              if (key.startsWith(Ledger.PROPERTY)) {
                byBranch.put(key.substring(Ledger.PROPERTY.length()), parse(key, value));
              }
            });
  }

  static Ledger find(Head head) {
    return new LedgerOfHead(head).find();
  }

  private Ledger parse(String key, String value) {
    try {
      return Ledger.read(value);
    } catch (IllegalArgumentException e) {
      throw new RefrainException(
          Kind.REFUSED,
          "Cannot tell what was committed to "
              + head.table().name()
              + ": its property "
              + key
              + " is "
              + e.getMessage()
              + ". Nothing was changed. Use the release that wrote it, or take the property out"
              + " (then what is there counts as foreign).",
          e);
    }
  }

  private Ledger find() {
    Set<Long> ancestors = new HashSet<>();
    Deque<Snapshot> ours = new ArrayDeque<>();
    for (Snapshot snapshot : head.ancestors()) {
      ancestors.add(snapshot.snapshotId());
      if (snapshot.summary() != null && snapshot.summary().containsKey(RECEIPT)) {
        ours.addLast(snapshot);
      }
    }
    Optional<Ledger> exact =
        ours.isEmpty()
            ? Optional.empty()
            : byBranch.values().stream()
                .filter(l -> l.head() == ours.getFirst().snapshotId())
                .findFirst();
    return exact.orElseGet(() -> rebuilt(ancestors, ours));
  }

  private Ledger rebuilt(Set<Long> ancestors, Deque<Snapshot> ours) {
    Ledger nearest =
        byBranch.getOrDefault(
            head.branch(), byBranch.getOrDefault(SnapshotRef.MAIN_BRANCH, Ledger.EMPTY));
    List<Ledger.Item> items = new ArrayList<>();
    Set<Long> known = new HashSet<>();
    for (Ledger.Item item : nearest.items()) {
      // A snapshot that is there, and not an ancestor, was rolled back or is another branch's.
      boolean expired = head.table().snapshot(item.snapshot()) == null;
      if (head.snapshot().isPresent() && (expired || ancestors.contains(item.snapshot()))) {
        items.add(item);
        known.add(item.snapshot());
      }
    }
    ours.descendingIterator()
        .forEachRemaining(
            snapshot -> {
              if (!known.contains(snapshot.snapshotId())) {
                add(items, snapshot);
              }
            });
    long newest = ours.isEmpty() ? nearest.head() : ours.getFirst().snapshotId();
    return new Ledger(newest, items);
  }

  private static void add(List<Ledger.Item> items, Snapshot snapshot) {
    Receipt receipt = ReceiptJson.read(snapshot.summary().get(RECEIPT));
    StoreState.Entry entry =
        new StoreState.Entry(
            receipt.token(), ScopeJson.read(snapshot.summary().get(COVERED)), receipt);
    CommitPlan plan = new CommitPlan("", entry.covered(), List.of(), List.of(), false, receipt);
    items.removeIf(item -> plan.forgets(item.entry()));
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).entry().covered().overlaps(entry.covered())) {
        items.set(i, items.get(i).withRows(Ledger.UNKNOWN));
      }
    }
    items.add(new Ledger.Item(snapshot.snapshotId(), Ledger.UNKNOWN, entry));
  }
}
