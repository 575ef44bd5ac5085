package io.refrain.delta;

import io.delta.kernel.exceptions.ConcurrentTransactionException;
import io.delta.kernel.exceptions.TableAlreadyExistsException;
import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.Coverage;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.core.store.StoreState;
import io.refrain.parquet.file.PartitionStager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** An open table: stages data files and commits them by an entry of the log. */
final class DeltaStore implements ReplaceStore {

  private final DeltaTable target;
  private final RowLayout layout;
  private final OpenTable table;
  private final StagedMarks marks;
  private final Sweeper sweeper;
  private Basis basis;

  DeltaStore(DeltaTable target, RowLayout layout, OpenTable table, Sweeper sweeper) {
    this.target = target;
    this.layout = layout;
    this.table = table;
    this.marks = new StagedMarks(table.directory());
    this.sweeper = sweeper;
  }

  /** The table as it was when this store staged its first row. */
  private record Basis(String tableId, int indexed, Optional<NotNull> notNull) {}

  private Basis basis() throws IOException {
    if (basis == null) {
      Optional<TableState> now = table.now();
      basis =
          new Basis(
              now.map(TableState::tableId).orElse(""),
              now.map(TableState::indexedColumns).orElse(TableState.INDEXED_COLUMNS),
              now.map(state -> new NotNull(layout, state.schema())));
    }
    return basis;
  }

  @Override
  public Stager stage(String attempt, Partition partition) throws IOException {
    if (!partition.columns().equals(target.partitionColumns())) {
      throw new IllegalArgumentException(
          "Partition "
              + partition
              + " does not fit "
              + target.name()
              + ", which is partitioned by "
              + target.partitionColumns()
              + ".");
    }
    LocalStaging place =
        new LocalStaging(
            table.directory(),
            partition,
            layout,
            DataFiles.OF_REPLACE,
            basis().tableId(),
            basis().indexed());
    return new PartitionStager(
        place, layout, target.writeOptions(), target.targetFileBytes(), attempt, partition);
  }

  @Override
  public Optional<Unfit> unfit(RowCursor row) {
    try {
      return basis().notNull().flatMap(rule -> rule.unfit(row));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public StoreState read(ReplaceScope scope) throws IOException {
    Optional<TableState> now = table.now();
    return now.isEmpty()
        ? new StoreState(OpenTable.MISSING, List.of(), List.of(), List.of())
        : table.state(now.get(), partition -> Coverage.covers(scope, partition));
  }

  @Override
  public CommitAnswer commit(CommitPlan plan) throws IOException {
    Optional<TableState> now = table.now();
    if (!now.map(TableState::name).orElse(OpenTable.MISSING).equals(plan.base())) {
      return CommitAnswer.STATE_CHANGED;
    }
    PlannedEntry planned = new PlannedEntry(target, layout, table, now, plan);
    LogEntry entry = planned.entry();
    boolean written;
    try {
      written =
          now.isPresent()
              ? table.log().commit(now.get(), entry)
              : table.log().create(DeltaTypes.schema(layout), target.partitionColumns(), entry);
    } catch (TableAlreadyExistsException e) {
      written = false;
    } catch (ConcurrentTransactionException e) {
      throw new RefrainException(
          Kind.CONFLICT,
          "Cannot commit "
              + plan.receipt().token()
              + " to "
              + target.name()
              + ": the log holds a transaction of this application that is as new, and the ledger"
              + " does not know of it: "
              + e.getMessage()
              + " Nothing was changed. Has somebody removed the table's domains 'refrain.ledger'?"
              + " Run again under a newer epoch.",
          e);
    }
    if (!written) {
      return CommitAnswer.STATE_CHANGED;
    }
    sweeper.settle(planned.staged(), target.name());
    return CommitAnswer.DONE;
  }

  @Override
  public void discard(Iterable<Staged> staged) {
    staged.forEach(one -> marks.discard(StagedData.of(one.location()).path()));
  }

  @Override
  public void close() {}
}
