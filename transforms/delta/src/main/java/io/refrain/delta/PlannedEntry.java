package io.refrain.delta;

import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.Coverage;
import io.refrain.core.store.Staged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
        plan.staged().stream().map(one -> StagedFile.of(one).path()).collect(Collectors.toSet());
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
    for (Staged one : plan.staged()) {
      StagedFile file = StagedFile.of(one);
      if (inEffect.contains(file.path())) {
        continue;
      }
      checkTable(file);
      added.add(
          new LogEntry.Added(
              file.path(),
              texts.toLog(one.partition()),
              one.bytes(),
              modified(file, one.bytes()),
              file.statistics()));
    }
    return added;
  }

  /** A table of the same name need not be the same table. */
  private void checkTable(StagedFile file) {
    String now = base.map(TableState::tableId).orElse("");
    if (!file.tableId().isEmpty() && !file.tableId().equals(now)) {
      throw new RefrainException(
          Kind.CONFLICT,
          "Cannot commit "
              + plan.receipt().token()
              + " to "
              + target.name()
              + ": the table was "
              + (now.isEmpty() ? "dropped" : "dropped and made anew")
              + " while this run was staging. Nothing was changed. Run again.");
    }
  }

  /** The log must never list what is not there, whatever became of it since it was staged. */
  private long modified(StagedFile file, long bytes) throws IOException {
    Path at = table.directory().resolve(DataFiles.decode(file.path()));
    long size = -1;
    try {
      size = Files.size(at);
      if (size == bytes) {
        return Files.getLastModifiedTime(at).toMillis();
      }
    } catch (NoSuchFileException e) {
      size = -1;
    }
    throw new IOException(
        "Cannot commit "
            + plan.receipt().token()
            + " to "
            + target.name()
            + ": the staged file "
            + at
            + (size < 0 ? " is gone" : " has " + size + " bytes instead of " + bytes)
            + ". Nothing was changed. Run again; if the run takes longer than the safe age, raise"
            + " that.");
  }
}
