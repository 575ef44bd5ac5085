package io.refrain.conformance.subject;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.Partition;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.core.store.StoreState;
import io.refrain.core.testing.Defect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Forwards to a real store, but for its defect. */
final class DefectiveStore implements ReplaceStore {
  private final ReplaceStore store;
  private final Defect defect;
  private final DefectiveTarget.Memory memory;

  DefectiveStore(ReplaceStore store, Defect defect, DefectiveTarget.Memory memory) {
    this.store = store;
    this.defect = defect;
    this.memory = memory;
  }

  private boolean has(Defect other) {
    return defect == other;
  }

  @Override
  public StoreState read(ReplaceScope scope) throws IOException {
    StoreState state = store.read(scope);
    List<StoreState.Entry> ledger = state.ledger().stream().map(memory::asItWas).toList();
    if (has(Defect.FORGETS_TOKEN) || has(Defect.FORGETS_EPOCH)) {
      ledger = List.of();
    } else if (has(Defect.ONE_TOKEN_PER_PIPELINE)) {
      ledger =
          ledger.stream()
              .filter(entry -> entry.token().equals(memory.last().receipt().token()))
              .toList();
    }
    return new StoreState(
        state.version(),
        ledger,
        state.partitions().stream()
            .map(
                p ->
                    new StoreState.Stored(
                        p.partition(),
                        p.owner(),
                        has(Defect.FORGETS_EPOCH) ? 0 : memory.epochAsItWas(p.epoch()),
                        p.rows()))
            .toList(),
        has(Defect.HIDES_FOREIGN) ? List.of() : state.foreign());
  }

  @Override
  public CommitAnswer commit(CommitPlan plan) throws IOException {
    CommitPlan now = plan;
    if (has(Defect.IGNORES_BASE)) {
      now = freshly(onState(plan, store.read(plan.covered())));
    } else if (has(Defect.FORGETS_TOKEN) || has(Defect.ONE_TOKEN_PER_PIPELINE)) {
      now = freshly(plan);
    } else if (has(Defect.APPENDS)) {
      List<Staged> both = new ArrayList<>(memory.liveIn(plan.covered()));
      both.removeAll(plan.staged());
      both.addAll(plan.staged());
      now = with(plan, plan.removed(), both);
    } else if (has(Defect.KEEPS_EMPTIED)) {
      List<Partition> written = plan.staged().stream().map(Staged::partition).distinct().toList();
      if (written.isEmpty()) {
        return CommitAnswer.DONE;
      }
      // Some stores remove by the scope, whatever partitions are named: it has to be narrower.
      ReplaceScope narrow = ReplaceScope.partitions(written);
      now =
          onState(
              new CommitPlan(
                  plan.base(),
                  narrow,
                  plan.removed().stream().filter(written::contains).toList(),
                  plan.staged(),
                  plan.takeOver(),
                  plan.receipt()),
              store.read(narrow));
    } else if (has(Defect.REPLACES_EVERYTHING)) {
      List<Partition> all =
          store.read(ReplaceScope.everything()).partitions().stream()
              .map(StoreState.Stored::partition)
              .toList();
      now = with(plan, all, plan.staged());
    } else if (has(Defect.SHOWS_HALF)) {
      CommitAnswer first = store.commit(freshly(with(plan, plan.removed(), List.of())));
      if (first != CommitAnswer.DONE) {
        return first;
      }
      memory.look().run();
      now = freshly(onState(plan, store.read(plan.covered())));
    }
    CommitAnswer answer = store.commit(now);
    if (answer == CommitAnswer.DONE) {
      memory.committed(plan, now);
    }
    return answer;
  }

  /**
   * Under a token of its own: some stores know a token again, whatever their ledger is said to be.
   */
  private CommitPlan freshly(CommitPlan plan) {
    return new CommitPlan(
        plan.base(),
        plan.covered(),
        plan.removed(),
        plan.staged(),
        plan.takeOver(),
        memory.underAnotherToken(plan.receipt()));
  }

  /** As if it had been planned from a state: some stores count again what they remove. */
  private static CommitPlan onState(CommitPlan plan, StoreState state) {
    Receipt old = plan.receipt();
    long deleted = state.partitions().stream().mapToLong(StoreState.Stored::rows).sum();
    return new CommitPlan(
        state.version(),
        plan.covered(),
        plan.removed(),
        plan.staged(),
        plan.takeOver(),
        new Receipt(
            old.token(),
            old.counts().with(Count.DELETED, deleted),
            old.partitions(),
            old.checksum()));
  }

  private static CommitPlan with(CommitPlan plan, List<Partition> removed, List<Staged> staged) {
    return new CommitPlan(
        plan.base(), plan.covered(), removed, staged, plan.takeOver(), plan.receipt());
  }

  /** Makes partitions hold this and nothing else, asking nobody. */
  private void force(List<Partition> partitions, List<Staged> staged) throws IOException {
    ReplaceScope scope = ReplaceScope.partitions(partitions);
    StoreState state = store.read(scope);
    RunToken token = new RunToken("orders", scope, 1);
    store.commit(
        freshly(
            onState(
                new CommitPlan(
                    state.version(),
                    scope,
                    state.partitions().stream().map(StoreState.Stored::partition).toList(),
                    staged,
                    false,
                    new Receipt(token, Counts.NONE, 1, ContentChecksum.EMPTY)),
                state)));
  }

  @Override
  public void discard(Iterable<Staged> staged) {
    store.discard(staged);
    if (has(Defect.DISCARDS_COMMITTED)) {
      List<Partition> gone = new ArrayList<>();
      staged.forEach(one -> gone.add(one.partition()));
      try {
        force(gone, List.of());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public Stager stage(String attempt, Partition partition) throws IOException {
    Stager stager = store.stage(attempt, partition);
    return new Stager() {
      private boolean skipped;
      private boolean finished;

      @Override
      public void add(RowCursor row) throws IOException {
        if (has(Defect.LOSES_A_ROW) && !skipped) {
          skipped = true;
        } else {
          stager.add(row);
        }
      }

      @Override
      public List<Staged> finish() throws IOException {
        finished = true;
        List<Staged> staged = stager.finish();
        if (has(Defect.SHOWS_STAGED)) {
          force(List.of(partition), staged);
        }
        return staged;
      }

      @Override
      public void close() throws IOException {
        if (!finished && has(Defect.STAGES_UNFINISHED)) {
          force(List.of(partition), stager.finish());
        }
        stager.close();
      }
    };
  }
}
