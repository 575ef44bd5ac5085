package io.refrain.conformance.subject;

import io.refrain.core.Partition;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ForwardingReplaceTarget;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.Staged;
import io.refrain.core.store.StoreState;
import io.refrain.core.testing.Defect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Any target, made wrong on purpose: a defect between the protocol and a real store. Copies made by
 * serialization share what they remember.
 */
public final class DefectiveTarget extends ForwardingReplaceTarget {
  private static final long serialVersionUID = 1L;
  private static final Map<Integer, Memory> MEMORIES = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final Defect defect;
  private final int id;

  private DefectiveTarget(ReplaceTarget target, Defect defect, int id) {
    super(target);
    this.defect = defect;
    this.id = id;
  }

  /** What is in effect, as far as a defect needs to know; and who looks at half-done commits. */
  static final class Memory {
    private static final long FIRST_FRESH = 1_000_000_000_000L;
    private final Map<Partition, List<Staged>> live = new TreeMap<>();
    private final Map<Long, Receipt> fresh = new TreeMap<>();
    private Runnable look = () -> {};
    private CommitPlan last;

    /** A plan was asked for, and one that the defect made of it is in effect. */
    synchronized void committed(CommitPlan asked, CommitPlan done) {
      done.removed().forEach(live::remove);
      for (Staged staged : done.staged()) {
        live.computeIfAbsent(staged.partition(), p -> new ArrayList<>()).add(staged);
      }
      last = asked;
    }

    /** The same receipt under a token that nobody has, newer than all others. */
    synchronized Receipt underAnotherToken(Receipt receipt) {
      RunToken token = receipt.token();
      long epoch = FIRST_FRESH + fresh.size();
      fresh.put(epoch, receipt);
      return new Receipt(
          new RunToken(token.pipeline(), token.scope(), epoch),
          receipt.counts(),
          receipt.partitions(),
          receipt.checksum());
    }

    /** What was asked for when an entry of the ledger was made. */
    synchronized StoreState.Entry asItWas(StoreState.Entry entry) {
      Receipt receipt = fresh.get(entry.token().epoch());
      return receipt == null
          ? entry
          : new StoreState.Entry(receipt.token(), entry.covered(), receipt);
    }

    synchronized long epochAsItWas(long epoch) {
      return fresh.containsKey(epoch) ? fresh.get(epoch).token().epoch() : epoch;
    }

    synchronized List<Staged> liveIn(ReplaceScope scope) {
      return live.entrySet().stream()
          .filter(e -> scope.covers(e.getKey()))
          .flatMap(e -> e.getValue().stream())
          .toList();
    }

    synchronized CommitPlan last() {
      return last;
    }

    synchronized Runnable look() {
      return look;
    }
  }

  /** A target with a defect. */
  public static DefectiveTarget of(ReplaceTarget target, Defect defect) {
    int id = NEXT.incrementAndGet();
    MEMORIES.put(id, new Memory());
    return new DefectiveTarget(target, defect, id);
  }

  /** Calls back when a commit is half done, if the defect is that it can be seen. */
  public void duringCommits(Runnable look) {
    Memory memory = MEMORIES.get(id);
    synchronized (memory) {
      memory.look = look;
    }
  }

  /** The target itself. */
  public ReplaceTarget sound() {
    return target();
  }

  @Override
  public ReplaceStore open(RowLayout layout) {
    return new DefectiveStore(target().open(layout), defect, MEMORIES.get(id));
  }
}
