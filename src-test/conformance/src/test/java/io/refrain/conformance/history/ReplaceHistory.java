package io.refrain.conformance.history;

import io.refrain.conformance.history.HistoryEvent.Commit;
import io.refrain.conformance.history.HistoryEvent.OrderOfDay;
import io.refrain.conformance.history.HistoryEvent.Stage;
import io.refrain.conformance.history.ReplaceModel.Expected;
import io.refrain.conformance.history.ReplaceModel.Run;
import io.refrain.conformance.subject.DefectiveTarget;
import io.refrain.conformance.subject.ReplaceSubject;
import io.refrain.conformance.subject.Shop;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.Staged;
import io.refrain.core.testing.Defect;
import io.refrain.core.testing.FaultyTarget;
import io.refrain.core.testing.SimulatedCrash;
import io.refrain.core.testing.StoreRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.values.Row;

/**
 * Carries a history out on a real target and on the model, and compares after each event.
 *
 * <p>After a fault a commit is in effect or not, and nobody knows: both models are kept until an
 * observation tells.
 */
final class ReplaceHistory {
  private final ReplaceSubject subject;
  private final ReplaceTarget sound;
  private final ReplaceTarget target;
  private final Map<Integer, Slot> slots = new HashMap<>();
  private final Map<RunToken, Run> runs = new HashMap<>();
  private Set<ReplaceModel> models = new LinkedHashSet<>(Set.of(ReplaceModel.EMPTY));

  /** A run, what it staged, and whether that was thrown away. */
  private record Slot(Run run, List<Row> rows, List<Staged> staged, boolean discarded) {}

  private ReplaceHistory(ReplaceSubject subject, Optional<Defect> defect) throws Exception {
    this.subject = subject;
    this.sound = subject.fresh("order_date");
    this.target = defect.<ReplaceTarget>map(d -> DefectiveTarget.of(sound, d)).orElse(sound);
  }

  /**
   * Carries it out.
   *
   * @throws AssertionError if the target is not what the model says, with the history as text
   */
  static void check(ReplaceSubject subject, List<HistoryEvent> events, Optional<Defect> defect)
      throws Exception {
    ReplaceHistory history = new ReplaceHistory(subject, defect);
    Told.carryOut(events, history::carryOut, subject.title(), HistoryEvent::textOf);
  }

  private void carryOut(HistoryEvent event) throws Exception {
    if (event instanceof Stage stage) {
      slots.put(stage.run(), staged(stage));
    } else if (event instanceof Commit commit && slots.containsKey(commit.run())) {
      if (commit.fault() != null) {
        commitWithFault(commit);
      } else {
        commit(commit);
      }
    }
    List<String> seen = subject.read(sound);
    models.removeIf(model -> !List.copyOf(model.rows()).equals(seen));
    if (models.isEmpty()) {
      throw new AssertionError("readers see " + seen);
    }
  }

  private Slot staged(Stage stage) throws Exception {
    RunToken token =
        new RunToken(stage.pipeline(), HistoryEvent.SCOPES.get(stage.scope()), stage.epoch());
    // The same run has the same input, whoever delivers it again.
    Run run = runs.computeIfAbsent(token, t -> runOf(t, stage));
    List<Row> rows = run.orders().stream().map(order -> row(order, token)).toList();
    return new Slot(run, rows, storeRun(target, run).stage(rows), false);
  }

  private static Run runOf(RunToken token, Stage stage) {
    List<OrderOfDay> inside =
        stage.rows().stream()
            .distinct()
            .filter(order -> token.scope().covers(order.partition()))
            .toList();
    return new Run(
        token, inside, Shop.text(inside.stream().map(order -> row(order, token)).toList()));
  }

  private static Row row(OrderOfDay order, RunToken token) {
    return Shop.order(order.id(), order.date(), token.pipeline(), (int) token.epoch(), 0);
  }

  private static StoreRun storeRun(ReplaceTarget target, Run run) {
    return new StoreRun(target, Shop.SCHEMA, run.token(), CommitPolicy.DEFAULT);
  }

  /** What is discarded is staged again, as a runner would before it commits again. */
  private Slot ready(int number) throws Exception {
    Slot slot = slots.get(number);
    if (slot.discarded()) {
      slot =
          new Slot(slot.run(), slot.rows(), storeRun(target, slot.run()).stage(slot.rows()), false);
      slots.put(number, slot);
    }
    return slot;
  }

  private void commit(Commit commit) throws Exception {
    Slot slot = ready(commit.run());
    boolean two = slots.containsKey(commit.meanwhile()) && commit.meanwhile() != commit.run();
    Slot other = two ? ready(commit.meanwhile()) : null;
    List<CommitOutcome> between = new ArrayList<>();
    CommitOutcome outcome =
        storeRun(target, slot.run())
            .commit(
                slot.staged(),
                () -> {
                  if (two) {
                    between.add(storeRun(target, other.run()).commit(other.staged()));
                  }
                });
    Set<ReplaceModel> after = new LinkedHashSet<>();
    for (ReplaceModel model : models) {
      // A run that has its answer from the first look does not see what comes after it.
      boolean answered = model.expected(slot.run()) != Expected.COMMITTED;
      ReplaceModel first = answered || !two ? model : model.after(other.run());
      if (!fits(outcome, first.expected(slot.run()))) {
        continue;
      }
      if (two && !fits(between.get(0), model.expected(other.run()))) {
        continue;
      }
      ReplaceModel end = first.after(slot.run());
      after.add(answered && two ? end.after(other.run()) : end);
    }
    if (after.isEmpty()) {
      throw new AssertionError(
          "it ended as "
              + outcome
              + (two ? ", the other as " + between.get(0) : "")
              + ", expected "
              + models.stream().map(m -> m.expected(slot.run())).toList());
    }
    models = after;
    noteDiscarded(commit.run(), outcome);
    if (two) {
      noteDiscarded(commit.meanwhile(), between.get(0));
    }
  }

  private void noteDiscarded(int number, CommitOutcome outcome) {
    if (outcome instanceof CommitOutcome.Superseded || outcome instanceof CommitOutcome.Refused) {
      Slot slot = slots.get(number);
      slots.put(number, new Slot(slot.run(), slot.rows(), slot.staged(), true));
    }
  }

  private static boolean fits(CommitOutcome outcome, Expected expected) {
    boolean committed = outcome instanceof CommitOutcome.Committed;
    boolean already = outcome instanceof CommitOutcome.AlreadyCommitted;
    boolean superseded = outcome instanceof CommitOutcome.Superseded;
    return switch (expected) {
      case COMMITTED -> committed;
      case ALREADY -> already;
      case SUPERSEDED -> superseded;
      case REFUSED -> outcome instanceof CommitOutcome.Refused;
      case ALREADY_OR_SUPERSEDED -> already || superseded;
      case DONE_OR_ALREADY -> committed || already;
    };
  }

  private void commitWithFault(Commit commit) throws Exception {
    Slot slot = ready(commit.run());
    FaultyTarget faulty = FaultyTarget.failing(target, commit.call(), commit.fault());
    CommitOutcome outcome = null;
    try {
      outcome = storeRun(faulty, slot.run()).commit(slot.staged());
    } catch (SimulatedCrash e) {
      // The process ended; its commit is in effect or not.
    }
    Set<ReplaceModel> after = new LinkedHashSet<>();
    for (ReplaceModel model : models) {
      boolean ended = outcome != null && !(outcome instanceof CommitOutcome.Unknown);
      if (!ended || fits(outcome, model.expected(slot.run()))) {
        after.add(model.after(slot.run()));
        if (!ended) {
          after.add(model);
        }
      }
    }
    if (after.isEmpty()) {
      throw new AssertionError("with a fault it ended as " + outcome);
    }
    models = after;
    // A crash may have come in the middle of throwing away; a new process stages anew.
    slots.put(commit.run(), new Slot(slot.run(), slot.rows(), slot.staged(), true));
  }
}
