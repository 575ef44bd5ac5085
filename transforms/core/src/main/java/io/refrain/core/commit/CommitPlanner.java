package io.refrain.core.commit;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.Partition;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.Staged;
import io.refrain.core.store.StoreState;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The decision of the commit protocol: a pure function of request and state. */
final class CommitPlanner {

  /** Either the answer already, or what to do. */
  sealed interface Decision {
    record Answer(CommitOutcome outcome) implements Decision {}

    record Act(CommitPlan plan) implements Decision {}
  }

  private final CommitRequest request;
  private final StoreState state;
  private final RunToken token;
  private final ReplaceScope scope;

  private CommitPlanner(CommitRequest request, StoreState state) {
    this.request = request;
    this.state = state;
    this.token = request.token();
    this.scope = concrete(request);
  }

  /**
   * Decides. In this order: the token is stored already; a newer run committed; somebody else owns
   * a partition; foreign content is in the way; there are too few rows; else the plan.
   */
  static Decision plan(CommitRequest request, StoreState state) {
    CommitPlanner planner = new CommitPlanner(request, state);
    return planner
        .alreadyCommitted()
        .or(planner::superseded)
        .or(planner::foreignOwner)
        .or(planner::foreignContent)
        .or(planner::tooFewRows)
        .<Decision>map(Decision.Answer::new)
        .orElseGet(() -> new Decision.Act(planner.act()));
  }

  /** The scope with what is present made a list of partitions. */
  static ReplaceScope concrete(CommitRequest request) {
    if (request.token().scope() instanceof ReplaceScope.Present) {
      return ReplaceScope.partitions(
          request.staged().stream().map(Staged::partition).distinct().toList());
    }
    return request.token().scope();
  }

  private Optional<CommitOutcome> alreadyCommitted() {
    return state.ledger().stream()
        .filter(entry -> entry.token().equals(token))
        .findFirst()
        .map(entry -> new CommitOutcome.AlreadyCommitted(entry.receipt()));
  }

  private Optional<CommitOutcome> superseded() {
    Optional<String> byPartition =
        replaced().stream()
            .filter(stored -> stored.epoch() > token.epoch())
            .findFirst()
            .map(stored -> supersededMessage(named(stored.partition()), stored.epoch()));
    return byPartition
        .or(
            () ->
                state.ledger().stream()
                    .filter(entry -> entry.token().epoch() >= token.epoch())
                    .filter(entry -> entry.covered().overlaps(scope))
                    .findFirst()
                    .map(
                        entry ->
                            supersededMessage(
                                token.scope() + " (overlapping " + entry.covered() + ")",
                                entry.token().epoch())))
        .map(CommitOutcome.Superseded::new);
  }

  private String supersededMessage(String what, long newer) {
    return "Cannot replace "
        + what
        + " in "
        + request.target()
        + ": a newer run (epoch "
        + newer
        + ") committed it while this run (epoch "
        + token.epoch()
        + ") was staging. Nothing was changed. Run the interval again if it is still needed.";
  }

  private Optional<CommitOutcome> foreignOwner() {
    if (request.policy().takeOver()) {
      return Optional.empty();
    }
    return replaced().stream()
        .filter(stored -> stored.isOwned() && !stored.owner().equals(token.pipeline()))
        .findFirst()
        .map(
            stored ->
                new CommitOutcome.Refused(
                    "Cannot replace "
                        + named(stored.partition())
                        + " in "
                        + request.target()
                        + ": it belongs to the pipeline '"
                        + stored.owner()
                        + "', and this one is '"
                        + token.pipeline()
                        + "'. Nothing was changed. Run under the owner's name, or take ownership"
                        + " over explicitly."));
  }

  private Optional<CommitOutcome> foreignContent() {
    if (request.policy().takeOver() || state.foreign().isEmpty()) {
      return Optional.empty();
    }
    int shown = Math.min(5, state.foreign().size());
    return Optional.of(
        new CommitOutcome.Conflict(
            "Cannot replace "
                + token.scope()
                + " in "
                + request.target()
                + ": somebody else wrote there: "
                + String.join(", ", state.foreign().subList(0, shown))
                + (shown < state.foreign().size()
                    ? " and " + (state.foreign().size() - shown) + " more"
                    : "")
                + ". Nothing was changed. Remove it, or take ownership over explicitly, and run"
                + " again."));
  }

  private Optional<CommitOutcome> tooFewRows() {
    long rows = rows();
    if (rows >= request.policy().atLeastRows()) {
      return Optional.empty();
    }
    return Optional.of(
        new CommitOutcome.Refused(
            "Cannot replace "
                + token.scope()
                + " in "
                + request.target()
                + ": the run has "
                + rows
                + " rows, and at least "
                + request.policy().atLeastRows()
                + " are required. Nothing was changed. Check the input, or lower the bound."));
  }

  private CommitPlan act() {
    for (Staged staged : request.staged()) {
      if (!covers(staged.partition())) {
        throw new IllegalStateException(
            "Rows were staged for " + staged.partition() + ", outside of the scope " + scope);
      }
    }
    List<Partition> removed = replaced().stream().map(StoreState.Stored::partition).toList();
    long deleted = replaced().stream().mapToLong(StoreState.Stored::rows).sum();
    TreeSet<Partition> written = new TreeSet<>();
    ContentChecksum checksum = ContentChecksum.EMPTY;
    for (Staged staged : request.staged()) {
      written.add(staged.partition());
      checksum = checksum.plus(staged.checksum());
    }
    Counts counts = request.counts().with(Count.WRITTEN, rows()).with(Count.DELETED, deleted);
    Receipt receipt = new Receipt(token, counts, written.size(), checksum);
    return new CommitPlan(
        state.version(), scope, removed, request.staged(), request.policy().takeOver(), receipt);
  }

  private List<StoreState.Stored> replaced() {
    return state.partitions().stream().filter(s -> covers(s.partition())).toList();
  }

  /**
   * Rows of a partition that does not name the interval's column are replaced one by one: what was
   * staged for it lies in the interval, and the store reports only what does.
   */
  private boolean covers(Partition partition) {
    boolean rowByRow =
        scope instanceof ReplaceScope.Interval it && !partition.columns().contains(it.column());
    return rowByRow || scope.covers(partition);
  }

  private String named(Partition partition) {
    return partition.columns().isEmpty() ? token.scope().toString() : partition.toString();
  }

  private long rows() {
    return request.staged().stream().mapToLong(Staged::rows).sum();
  }
}
