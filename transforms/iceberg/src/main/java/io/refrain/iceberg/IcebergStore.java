package io.refrain.iceberg;

import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.core.store.StoreState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open table: stages data files and commits them as snapshots. */
final class IcebergStore implements ReplaceStore {
  private static final Logger LOG = LoggerFactory.getLogger(IcebergStore.class);
  private static final String NO_TABLE = "no table";

  private final TableSpec spec;
  private final RowLayout layout;
  private final OpenTable table;
  private final InstantSource clock;
  // The table as it was when this store staged first: ids and specs of one worker's files agree.
  private DataFileWriter.Factory files;
  private RowLayout limits;
  private ScopeState last;

  IcebergStore(TableSpec spec, RowLayout layout, InstantSource clock) {
    this.spec = spec;
    this.layout = layout;
    this.table = new OpenTable(spec);
    this.clock = clock;
  }

  @Override
  public Stager stage(String attempt, Partition partition) throws IOException {
    if (!partition.columns().equals(spec.partitionColumns())) {
      throw new IllegalArgumentException(
          "Partition "
              + partition
              + " does not fit "
              + spec.name()
              + ", which is partitioned by "
              + spec.partitionColumns()
              + ".");
    }
    if (files == null) {
      Head head = table.headOrCreate(layout);
      files = files(head, TableColumns.of(spec, head.table(), layout));
    }
    boolean one =
        files.table().spec().fields().stream()
            .allMatch(
                field ->
                    field.transform().isVoid()
                        || (field.transform().isIdentity()
                            && spec.partitionColumns()
                                .contains(
                                    files.table().schema().findColumnName(field.sourceId()))));
    return new FileStager(files, attempt, partition, one);
  }

  private DataFileWriter.Factory files(Head head, TableColumns columns) {
    return new DataFileWriter.Factory(
        spec.name(), head.uuid(), head.table(), columns, new Staging(head.table()), spec.files());
  }

  @Override
  public Optional<Unfit> unfit(RowCursor row) {
    RowLayout written = limits();
    for (int i = 0; i < written.columnCount(); i++) {
      if (!written.nullable(i) && row.isNull(i)) {
        return Optional.of(
            new Unfit(
                RejectedRow.Code.NULL_VALUE,
                written.name(i),
                written.name(i) + " is null, and the table does not take nulls there"));
      }
    }
    return Optional.empty();
  }

  /** Of the table as it is; nothing is made here, since a run that is only planned asks too. */
  private RowLayout limits() {
    if (limits == null) {
      try {
        Optional<Head> head = table.head();
        if (head.isEmpty() && spec.layout().create().isEmpty()) {
          throw table.missing();
        }
        limits = head.map(h -> TableColumns.of(spec, h.table(), layout).layout()).orElse(layout);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return limits;
  }

  @Override
  public StoreState read(ReplaceScope scope) throws IOException {
    last = null;
    Optional<Head> head = table.head();
    if (head.isEmpty()) {
      if (spec.layout().create().isEmpty()) {
        throw table.missing();
      }
      return new StoreState(NO_TABLE, List.of(), List.of(), List.of());
    }
    try {
      TableColumns.of(spec, head.get().table(), layout);
      last = ScopeState.read(head.get(), spec, scope);
      return last.toStoreState(spec);
    } catch (RefrainException | IOException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IOException(
          "Cannot read what "
              + spec.name()
              + " holds: "
              + e.getMessage()
              + ". Nothing was changed.",
          e);
    }
  }

  @Override
  public CommitAnswer commit(CommitPlan plan) throws IOException {
    Optional<ScopeState> before = stateOf(plan);
    if (before.isEmpty()) {
      return CommitAnswer.STATE_CHANGED;
    }
    Head head = before.get().head();
    TableColumns columns = TableColumns.of(spec, head.table(), layout);
    boolean rewrites = before.get().content().parts().stream().anyMatch(part -> !part.whole());
    Remainder remainder = rewrites ? remainder(head) : null;
    SnapshotCommit commit = new SnapshotCommit(spec, before.get(), columns, plan, remainder);
    try {
      commit.run();
    } catch (ValidationException | CommitFailedException e) {
      LOG.debug("{} has changed", spec.name(), e);
      discard(remainder);
      return CommitAnswer.STATE_CHANGED;
    } catch (RefrainException e) {
      discard(remainder);
      throw e;
    } catch (RuntimeException e) {
      throw new IOException(
          "No answer from the commit to " + spec.name() + ": " + e.getMessage(), e);
    } finally {
      last = null;
    }
    complete(head, commit, remainder);
    return CommitAnswer.DONE;
  }

  private static void discard(Remainder remainder) {
    if (remainder != null) {
      remainder.discard();
    }
  }

  private Remainder remainder(Head head) {
    try {
      return new Remainder(files(head, Remainder.columnsOf(head.table())));
    } catch (IllegalArgumentException e) {
      throw table.refused(
          "rows that stay have to be rewritten, because they share a file with rows that are"
              + " replaced, and that cannot be done: "
              + e.getMessage());
    }
  }

  /** What the plan was made from, if it still is so. */
  private Optional<ScopeState> stateOf(CommitPlan plan) throws IOException {
    if (last != null
        && last.head().version().equals(plan.base())
        && last.scope().equals(plan.covered())) {
      return Optional.of(last);
    }
    Head head = table.headOrCreate(layout);
    boolean fresh = plan.base().equals(NO_TABLE) && head.snapshot().isEmpty();
    return fresh || head.version().equals(plan.base())
        ? Optional.of(ScopeState.read(head, spec, plan.covered()))
        : Optional.empty();
  }

  /** The commit is in effect: nothing may fail it now. */
  private void complete(Head head, SnapshotCommit commit, Remainder remainder) {
    try {
      Staging staging = new Staging(head.table());
      commit.paths().forEach(staging::settled);
      if (remainder != null) {
        remainder.settle();
      }
      staging.sweep(spec.files().safeAge(), clock.millis());
    } catch (IOException | RuntimeException e) {
      LOG.warn("Committed to {}; cleaning up is left to the next run or a repair", spec.name(), e);
    }
  }

  @Override
  public void discard(Iterable<Staged> staged) {
    List<String> locations = new ArrayList<>();
    staged.forEach(one -> locations.add(one.location()));
    Staging.discard(table, locations, spec.name());
  }

  @Override
  public void close() {
    table.close();
  }
}
