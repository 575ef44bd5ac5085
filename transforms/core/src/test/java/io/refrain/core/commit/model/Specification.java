package io.refrain.core.commit.model;

import io.refrain.core.Partition;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.testing.Orders;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the promise says of a history so far: a plain map, and the runs that took effect in their
 * order. Immutable.
 *
 * @param content the rows of each partition as text
 * @param owners who wrote each partition
 * @param effects what took effect
 * @param foreign where somebody else wrote
 */
record Specification(
    Map<Partition, List<String>> content,
    Map<Partition, String> owners,
    List<Effect> effects,
    List<Partition> foreign) {

  /** A run that took effect. */
  record Effect(RunToken token, ReplaceScope covered, Receipt receipt) {}

  static final Specification EMPTY = new Specification(Map.of(), Map.of(), List.of(), List.of());

  Specification withForeign(Partition where) {
    List<Partition> more = new ArrayList<>(foreign);
    more.add(where);
    return new Specification(content, owners, effects, more);
  }

  /** Why a run must not take effect now; empty if it may. */
  Optional<String> forbids(ModelRun run, RunToken token) {
    ReplaceScope covered = run.covered();
    for (Effect effect : effects) {
      if (effect.token().equals(token)) {
        return Optional.of(token + " took effect twice");
      }
      if (effect.token().epoch() >= token.epoch() && effect.covered().overlaps(covered)) {
        return Optional.of(token + " took effect after the newer " + effect.token());
      }
    }
    if (!run.takeOver()) {
      for (Map.Entry<Partition, String> owned : owners.entrySet()) {
        if (covered.covers(owned.getKey()) && !owned.getValue().equals(token.pipeline())) {
          return Optional.of(token + " replaced " + owned.getKey() + " of " + owned.getValue());
        }
      }
      if (foreign.stream().anyMatch(covered::covers)) {
        return Optional.of(token + " took effect over foreign content");
      }
    }
    return Optional.empty();
  }

  Specification after(ModelRun run, RunToken token, Receipt receipt) {
    Map<Partition, List<String>> newContent = new TreeMap<>(content);
    Map<Partition, String> newOwners = new TreeMap<>(owners);
    newContent.keySet().removeIf(run.covered()::covers);
    newOwners.keySet().removeIf(run.covered()::covers);
    for (LocalDate day : run.days()) {
      newContent.put(Orders.partition(day), Orders.text(run.rows(day)));
      newOwners.put(Orders.partition(day), token.pipeline());
    }
    List<Effect> newEffects = new ArrayList<>(effects);
    newEffects.add(new Effect(token, run.covered(), receipt));
    List<Partition> left =
        foreign.stream().filter(p -> !(run.takeOver() && run.covered().covers(p))).toList();
    return new Specification(newContent, newOwners, newEffects, left);
  }

  /** What readers see. */
  List<String> rows() {
    return content.values().stream().flatMap(List::stream).sorted().toList();
  }

  /** Why a run must not end like this; empty if it may. */
  Optional<String> forbidsEnd(ModelRun run, ModelRun.End end) {
    RunToken token = end.token();
    if (end.outcome() instanceof CommitOutcome.Committed it) {
      return checkInEffect(token, it.receipt());
    } else if (end.outcome() instanceof CommitOutcome.AlreadyCommitted it) {
      return checkInEffect(token, it.receipt());
    } else if (end.outcome() instanceof CommitOutcome.Superseded) {
      return whyNot(
          effects.stream()
              .anyMatch(
                  e -> e.token().epoch() >= token.epoch() && e.covered().overlaps(run.covered())),
          token + " was superseded by nobody");
    } else if (end.outcome() instanceof CommitOutcome.Refused) {
      return whyNot(
          effects.stream()
              .anyMatch(
                  e ->
                      !e.token().pipeline().equals(token.pipeline())
                          && e.covered().overlaps(run.covered())),
          token + " was refused for no owner");
    }
    return whyNot(!foreign.isEmpty(), token + " met a conflict with nobody");
  }

  private Optional<String> checkInEffect(RunToken token, Receipt receipt) {
    return whyNot(
        effects.stream().anyMatch(e -> e.token().equals(token) && e.receipt().equals(receipt)),
        token + " was reported as in effect, but is not, or with another receipt");
  }

  private static Optional<String> whyNot(boolean allowed, String why) {
    return allowed ? Optional.empty() : Optional.of(why);
  }
}
