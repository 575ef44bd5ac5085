package io.refrain.conformance.history;

import io.refrain.conformance.history.MergeEvent.Change;
import io.refrain.conformance.history.MergeEvent.Commit;
import io.refrain.conformance.history.MergeEvent.Fault;
import io.refrain.conformance.history.MergeEvent.Prepare;
import io.refrain.conformance.subject.FlawedMergeTarget;
import io.refrain.conformance.subject.Lake;
import io.refrain.conformance.subject.MergeFlaw;
import io.refrain.conformance.subject.MergeSubject;
import io.refrain.core.MergeReceipt;
import io.refrain.core.RefrainException;
import io.refrain.core.merge.MergeRun;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.testing.FaultyMergeTarget;
import io.refrain.core.testing.SimulatedCrash;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Carries a history of merges out on a real table and on the model, and compares after each event.
 *
 * <p>A run that others overtook since it was prepared may be refused as a conflict, and then
 * changes nothing; one that nobody overtook must get in. After a fault a commit is in effect or
 * not, and nobody knows: both models are kept until an observation tells.
 */
final class MergeHistory {
  private final MergeSubject subject;
  private final MergeTarget sound;
  private final MergeTarget target;
  private final boolean byPosition;
  private final Map<Integer, Slot> slots = new HashMap<>();
  private final Map<Long, List<Change>> inputs = new HashMap<>();
  private final Map<Long, MergeReceipt> receipts = new HashMap<>();
  private Set<MergeModel> models = new LinkedHashSet<>(Set.of(MergeModel.EMPTY));
  private int commits;

  /** A run that is ready to commit, and how many commits there had been when it looked. */
  private record Slot(long epoch, MergeRun.Prepared prepared, int since) {}

  private MergeHistory(MergeSubject subject, boolean byPosition, Optional<MergeFlaw> flaw)
      throws Exception {
    this.subject = subject;
    this.sound = subject.fresh("order_date");
    this.target = flaw.<MergeTarget>map(f -> new FlawedMergeTarget(sound, f)).orElse(sound);
    this.byPosition = byPosition && sound.deletesByPosition();
  }

  /**
   * Carries it out.
   *
   * @param byPosition whether rows are deleted by position, where the table can do it
   * @throws AssertionError if the table is not what the model says, with the history as text
   */
  static void check(
      MergeSubject subject, List<MergeEvent> events, boolean byPosition, Optional<MergeFlaw> flaw)
      throws Exception {
    MergeHistory history = new MergeHistory(subject, byPosition, flaw);
    Told.carryOut(
        events,
        history::carryOut,
        subject.title() + (history.byPosition ? ", by position" : ""),
        MergeEvent::textOf);
  }

  private void carryOut(MergeEvent event) throws Exception {
    if (event instanceof Prepare prepare) {
      prepare(prepare);
    } else if (event instanceof Commit commit && slots.containsKey(commit.run())) {
      Slot slot = slots.get(commit.run());
      if (commit.fault() != null) {
        commitWithFault(commit, slot);
      } else {
        commit(commit, slot);
      }
    }
    List<String> seen = subject.read(sound);
    models.removeIf(model -> !model.content().equals(seen));
    if (models.isEmpty()) {
      throw new AssertionError("readers see " + seen);
    }
  }

  private MergeTarget with(Fault fault) {
    return fault == null ? target : FaultyMergeTarget.failing(target, fault.call(), fault.mode());
  }

  private void prepare(Prepare event) throws IOException {
    // The same run has the same input, whoever delivers it again.
    List<Change> changes = inputs.computeIfAbsent(event.epoch(), e -> event.changes());
    MergeTarget reached = with(event.fault());
    try {
      MergeRun.Prepared prepared =
          MergeRun.into(reached, "order_id")
              .softDelete(Lake.GONE)
              .byPosition(byPosition)
              .prepare(event.epoch(), changes.stream().map(Change::row).toList())
              .into(target);
      slots.put(event.run(), new Slot(event.epoch(), prepared, commits));
    } catch (SimulatedCrash | RefrainException | IOException e) {
      if (!(reached instanceof FaultyMergeTarget faulty && faulty.metFault())) {
        throw e;
      }
      slots.remove(event.run());
    }
  }

  private void commit(Commit commit, Slot slot) throws IOException {
    try {
      MergeReceipt receipt = slot.prepared().commit();
      sameReceipt(slot.epoch(), receipt);
      happened(slot, receipt.committed());
    } catch (RefrainException e) {
      boolean overtaken = commits > slot.since();
      if (e.kind() != RefrainException.Kind.CONFLICT || !overtaken) {
        throw new AssertionError(
            (overtaken ? "" : "nobody was in its way, and ") + "it ended as " + e.getMessage(), e);
      }
      models.removeIf(model -> model.runs().contains(slot.epoch()));
      if (models.isEmpty()) {
        throw new AssertionError("it is in effect, and ended as " + e.getMessage(), e);
      }
      slots.remove(commit.run());
    }
  }

  /** A commit that did not change anything is not remembered. */
  private void sameReceipt(long epoch, MergeReceipt receipt) {
    if (!receipt.committed()) {
      return;
    }
    MergeReceipt first = receipts.putIfAbsent(epoch, receipt);
    if (first != null && !first.equals(receipt)) {
      throw new AssertionError("it was answered with " + receipt + ", and before with " + first);
    }
  }

  /**
   * A run got in.
   *
   * @param remembered whether the table knows it again; it does not if it changed nothing
   */
  private void happened(Slot slot, boolean remembered) {
    models =
        models.stream()
            .map(
                model ->
                    model.runs().contains(slot.epoch())
                        ? model
                        : model.after(slot.epoch(), inputs.get(slot.epoch()), remembered))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    commits++;
  }

  private void perhapsHappened(Slot slot) {
    Set<MergeModel> before = models;
    happened(slot, true);
    models.addAll(before);
  }

  private void commitWithFault(Commit commit, Slot slot) throws IOException {
    FaultyMergeTarget faulty =
        FaultyMergeTarget.failing(target, commit.fault().call(), commit.fault().mode());
    try {
      MergeReceipt receipt = slot.prepared().into(faulty).commit();
      sameReceipt(slot.epoch(), receipt);
      happened(slot, receipt.committed());
    } catch (SimulatedCrash | RefrainException | IOException e) {
      boolean conflict =
          e instanceof RefrainException refused
              && refused.kind() == RefrainException.Kind.CONFLICT
              && commits > slot.since();
      if (!faulty.metFault() && !conflict) {
        throw e;
      }
      perhapsHappened(slot);
    }
    // A new process prepares anew.
    slots.remove(commit.run());
  }
}
