package io.refrain.conformance.subject;

import io.refrain.core.Counts;
import io.refrain.core.MergeReceipt;
import io.refrain.core.MergeToken;
import io.refrain.core.MergeWork;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergePlan;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Any table, made wrong on purpose: a flaw between a merge and a real store. Copies made by
 * serialization call back the same.
 */
public final class FlawedMergeTarget extends BentMergeTarget {
  private static final long serialVersionUID = 1L;
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Map<Integer, Runnable> LOOKS = new ConcurrentHashMap<>();

  private final MergeFlaw flaw;
  private final int id = NUMBER.incrementAndGet();

  public FlawedMergeTarget(MergeTarget target, MergeFlaw flaw) {
    super(target);
    this.flaw = flaw;
  }

  /** Calls back when a commit is half done, if the flaw is that it can be seen. */
  public void duringCommits(Runnable look) {
    LOOKS.put(id, look);
  }

  private static MergeReceipt nobodys() {
    MergeToken token = MergeToken.ofBatch("nobody", 1_000_000L + NUMBER.incrementAndGet());
    return new MergeReceipt(token, Counts.NONE, MergeWork.NONE, true);
  }

  private static MergePlan plan(
      MergeStore store, List<TableFile> removed, List<StagedFile> added, MergeReceipt receipt)
      throws IOException {
    String base = store.read(receipt.token()).version();
    return new MergePlan(base, KeyBounds.ANY, removed, added, List.of(), receipt);
  }

  @Override
  MergeState read(MergeStore store, MergeToken token) throws IOException {
    MergeState state = store.read(token);
    return flaw == MergeFlaw.FORGETS_TOKEN
        ? new MergeState(state.version(), Optional.empty())
        : state;
  }

  @Override
  MergeStore.MergeAnswer commit(MergeStore store, MergePlan plan) throws IOException {
    return switch (flaw) {
      case FORGETS_TOKEN ->
          store.commit(
              new MergePlan(
                  plan.base(),
                  plan.bounds(),
                  plan.removed(),
                  plan.added(),
                  plan.deletedFrom(),
                  nobodys()));
      case KEEPS_REMOVED ->
          store.commit(
              new MergePlan(
                  plan.base(),
                  plan.bounds(),
                  List.of(),
                  plan.added(),
                  plan.deletedFrom(),
                  plan.receipt()));
      case IGNORES_OTHERS ->
          store.commit(plan(store, plan.removed(), plan.added(), plan.receipt()));
      case SHOWS_STAGED -> store.commit(plan);
      case SHOWS_HALF -> {
        MergeStore.MergeAnswer first =
            store.commit(
                new MergePlan(
                    plan.base(), plan.bounds(), plan.removed(), List.of(), List.of(), nobodys()));
        LOOKS.getOrDefault(id, () -> {}).run();
        yield first == MergeStore.MergeAnswer.DONE
            ? store.commit(plan(store, List.of(), plan.added(), plan.receipt()))
            : first;
      }
    };
  }

  @Override
  MergeStager stage(MergeStore store, String attempt) throws IOException {
    MergeStager stager = store.stage(attempt);
    if (flaw != MergeFlaw.SHOWS_STAGED) {
      return stager;
    }
    return new MergeStager() {
      @Override
      public void add(RowCursor row) throws IOException {
        stager.add(row);
      }

      @Override
      public List<StagedFile> finish() throws IOException {
        List<StagedFile> staged = stager.finish();
        store.commit(plan(store, List.of(), staged, nobodys()));
        return staged;
      }

      @Override
      public void close() throws IOException {
        stager.close();
      }
    };
  }
}
