package io.refrain.conformance.history;

import io.refrain.conformance.history.HistoryEvent.OrderOfDay;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What a target should hold: a set of rows, who owns each day, and the runs in effect. Immutable.
 *
 * @param rows what readers see
 * @param owners day and owner, of days that hold rows
 * @param effects the runs that took effect, in their order
 */
record ReplaceModel(TreeSet<String> rows, List<Day> owners, List<Effect> effects) {
  static final ReplaceModel EMPTY = new ReplaceModel(new TreeSet<>(), List.of(), List.of());

  /** A day that holds rows. */
  record Day(OrderOfDay any, String owner) {}

  /** A run that took effect. */
  record Effect(RunToken token, ReplaceScope covered) {}

  /** A run as the model sees it. */
  record Run(RunToken token, List<OrderOfDay> orders, List<String> texts) {
    ReplaceScope covered() {
      return token.scope() instanceof ReplaceScope.Present
          ? ReplaceScope.partitions(orders.stream().map(OrderOfDay::partition).toList())
          : token.scope();
    }

    boolean coversNothing() {
      return covered() instanceof ReplaceScope.Partitions list && list.partitions().isEmpty();
    }
  }

  /** How a commit must end. */
  enum Expected {
    COMMITTED,
    ALREADY,
    SUPERSEDED,
    REFUSED,
    /** A store may have forgotten it in favour of a newer run; nothing changes either way. */
    ALREADY_OR_SUPERSEDED,
    /** Nothing was to be replaced: nobody can tell whether it was done already. */
    DONE_OR_ALREADY
  }

  Expected expected(Run run) {
    boolean known = effects.stream().anyMatch(e -> e.token().equals(run.token()));
    boolean overtaken =
        effects.stream()
            .anyMatch(
                e ->
                    !e.token().equals(run.token())
                        && e.token().epoch() >= run.token().epoch()
                        && e.covered().overlaps(run.covered()));
    if (known) {
      return run.coversNothing()
          ? Expected.DONE_OR_ALREADY
          : overtaken ? Expected.ALREADY_OR_SUPERSEDED : Expected.ALREADY;
    }
    if (overtaken) {
      return Expected.SUPERSEDED;
    }
    boolean foreign =
        owners.stream()
            .anyMatch(
                day ->
                    run.covered().covers(day.any().partition())
                        && !day.owner().equals(run.token().pipeline()));
    return foreign ? Expected.REFUSED : Expected.COMMITTED;
  }

  ReplaceModel after(Run run) {
    if (expected(run) != Expected.COMMITTED) {
      return this;
    }
    TreeSet<String> newRows = new TreeSet<>(rows);
    List<Day> newOwners = new ArrayList<>();
    for (Day day : owners) {
      if (run.covered().covers(day.any().partition())) {
        newRows.removeIf(row -> row.contains("|" + day.any().date() + "|"));
      } else {
        newOwners.add(day);
      }
    }
    newRows.addAll(run.texts());
    run.orders().stream()
        .map(OrderOfDay::day)
        .distinct()
        .sorted()
        .forEach(d -> newOwners.add(new Day(new OrderOfDay(d, 0), run.token().pipeline())));
    List<Effect> newEffects = new ArrayList<>(effects);
    newEffects.add(new Effect(run.token(), run.covered()));
    return new ReplaceModel(newRows, newOwners, newEffects);
  }
}
