package io.refrain.delta;

import io.refrain.core.Partition;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.Coverage;
import io.refrain.core.store.Staged;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the entry of the log that carries a plan out. */
final class PlannedEntry {
  private final DeltaTable target;
  private final RowLayout layout;
  private final OpenTable table;
  private final Optional<TableState> base;
  private final CommitPlan plan;
  private final Set<String> staged;

  PlannedEntry(
      DeltaTable target,
      RowLayout layout,
      OpenTable table,
      Optional<TableState> base,
      CommitPlan plan) {
    this.target = target;
    this.layout = layout;
    this.table = table;
    this.base = base;
    this.plan = plan;
    this.staged =
        plan.staged().stream()
            .map(one -> StagedData.of(one.location()).path())
            .collect(Collectors.toSet());
  }

  /** The paths of the files that the plan lists. */
  Set<String> staged() {
    return staged;
  }

  LogEntry entry() throws IOException {
    List<LiveFile> replaced =
        base.isPresent() ? table.files(base.get(), this::isReplaced) : List.of();
    Set<String> inEffect = new HashSet<>();
    List<LiveFile> removed = new ArrayList<>();
    for (LiveFile file : replaced) {
      if (staged.contains(file.path())) {
        inEffect.add(file.path());
      } else {
        removed.add(file);
      }
    }
    return new LogEntry(
        Ledger.transaction(plan),
        added(inEffect),
        removed,
        Ledger.set(plan),
        base.map(Ledger::of).orElseGet(Ledger::empty).gone(plan),
        base.flatMap(state -> SchemaRules.merge(target, state, layout)));
  }

  /** What is staged replaces what its partition held, also if the plan forgot to say so. */
  private boolean isReplaced(Partition partition) {
    return plan.removed().contains(partition)
        || plan.staged().stream().anyMatch(one -> one.partition().equals(partition))
        || (plan.takeOver() && Coverage.covers(plan.covered(), partition));
  }

  private List<LogEntry.Added> added(Set<String> inEffect) throws IOException {
    PartitionTexts texts = table.texts(base);
    List<LogEntry.Added> added = new ArrayList<>();
    StagedChecks checks =
        new StagedChecks(table.directory(), plan.receipt().token().toString(), target.name(), base);
    for (Staged one : plan.staged()) {
      StagedData file = StagedData.of(one.location());
      if (!inEffect.contains(file.path())) {
        added.add(checks.added(file, one.bytes(), texts));
      }
    }
    return added;
  }
}
