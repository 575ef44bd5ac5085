package io.refrain.iceberg;

import io.refrain.core.MergeToken;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergePlan;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.StoredRows;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open table into which rows are merged. */
final class IcebergMergeStore implements MergeStore {
  private static final Logger LOG = LoggerFactory.getLogger(IcebergMergeStore.class);
  private static final int MAX_RACES = 100;

  private final TableSpec spec;
  private final OpenTable table;
  private final InstantSource clock;
  // The table as it was when it was opened: all that is staged here has its columns and its spec.
  private final Head opened;
  private RowLayout expected = RowLayout.of(org.apache.beam.sdk.schemas.Schema.of());
  private DataFileWriter.Factory files;
  private DataFileRows rows;
  private RowStruct struct;
  private PartitionKey key;

  IcebergMergeStore(TableSpec spec, InstantSource clock) throws IOException {
    this.spec = spec;
    this.clock = clock;
    this.table = new OpenTable(spec);
    this.opened = table.head().orElseThrow(table::missing);
    try {
      prepare(Remainder.columnsOf(opened.table()));
    } catch (IllegalArgumentException e) {
      table.close();
      throw table.refused(e.getMessage());
    }
  }

  private void prepare(TableColumns columns) {
    this.files =
        new DataFileWriter.Factory(
            spec.name(),
            opened.uuid(),
            opened.table(),
            columns,
            new Staging(opened.table()),
            spec.files());
    this.rows = new DataFileRows(opened.table(), columns);
    this.struct = new RowStruct(columns.schema(), columns.layout());
    this.key = new PartitionKey(opened.table().spec(), columns.schema());
  }

  @Override
  public void expect(RowLayout columns) {
    this.expected = columns;
    try {
      TableColumns widened = TableColumns.widened(spec, opened.table(), columns);
      if (!widened.added().isEmpty()) {
        prepare(widened);
      }
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw table.refused(e.getMessage());
    }
  }

  @Override
  public List<String> added() {
    List<String> added = new ArrayList<>();
    files.columns().added().forEach((name, type) -> added.add(name + " (" + type + ")"));
    return added;
  }

  @Override
  public RowLayout layout() {
    return files.columns().layout();
  }

  private Head head() throws IOException {
    return table.head().orElseThrow(table::missing);
  }

  @Override
  public MergeState read(MergeToken token) throws IOException {
    Head head = head();
    return new MergeState(MergeVersion.of(head).write(), new MergeLedger(head).find(token));
  }

  @Override
  public List<TableFile> files(String version, KeyBounds bounds) throws IOException {
    MergeVersion at = MergeVersion.parse(version);
    List<TableFile> found = new ArrayList<>();
    if (at.snapshot().isEmpty()) {
      return found;
    }
    Head head = head();
    long snapshot = at.snapshot().get();
    if (!head.uuid().equals(at.table()) || head.table().snapshot(snapshot) == null) {
      throw new RefrainException(
          Kind.CONFLICT,
          "Cannot merge into "
              + spec.name()
              + ": snapshot "
              + snapshot
              + ", which this run began to read, is gone. Nothing was changed. Run again, and keep"
              + " snapshots for longer than a run takes.");
    }
    TableScan scan = head.table().newScan().useSnapshot(snapshot);
    Expression filter = BoundsFilter.of(bounds, scan.schema());
    try (CloseableIterable<FileScanTask> tasks = scan.filter(filter).planFiles()) {
      for (FileScanTask task : tasks) {
        found.add(LiveFile.describe(task, head.table().specs()));
      }
    } catch (RuntimeException e) {
      throw new IOException("Cannot list the files of " + spec.name() + ": " + e.getMessage(), e);
    }
    return found;
  }

  @Override
  public StoredRows open(TableFile file, List<String> columns, BitSet wanted) throws IOException {
    try {
      return rows.open(LiveFile.of(file, opened.table().specs()), columns, wanted);
    } catch (RuntimeException e) {
      throw unreadable(e);
    }
  }

  @Override
  public StoredRows search(
      TableFile file, List<String> keys, Predicate<RowCursor> wanted, List<String> columns)
      throws IOException {
    try {
      LiveFile live = LiveFile.of(file, opened.table().specs());
      Optional<StoredRows> found = rows.search(live, keys, wanted, columns);
      return found.isPresent() ? found.get() : MergeStore.super.search(file, keys, wanted, columns);
    } catch (RuntimeException e) {
      throw unreadable(e);
    }
  }

  private IOException unreadable(RuntimeException e) {
    return new IOException("Cannot read a file of " + spec.name() + ": " + e.getMessage(), e);
  }

  @Override
  public String partitionOf(RowCursor row) {
    if (opened.table().spec().isUnpartitioned()) {
      return "";
    }
    key.partition(struct.at(row));
    return key.toPath();
  }

  @Override
  public MergeStager stage(String attempt) {
    return new RowStager(files, attempt);
  }

  @Override
  public StagedFile stageDeletes(String attempt, TableFile file, BitSet positions)
      throws IOException {
    LiveFile live = LiveFile.of(file, opened.table().specs());
    return new DeleteStager(files).stage(attempt, live, positions);
  }

  @Override
  public MergeAnswer commit(MergePlan plan) throws IOException {
    for (int races = 0; races < MAX_RACES; races++) {
      Head head = head();
      MergeLedger ledger = new MergeLedger(head);
      if (ledger.find(plan.receipt().token()).isPresent()) {
        return MergeAnswer.ALREADY_COMMITTED;
      }
      MergeSnapshot commit =
          new MergeSnapshot(
              spec, head, ledger, plan, TableColumns.widened(spec, head.table(), expected));
      checkBase(commit, head, MergeVersion.parse(plan.base()));
      try {
        commit.run();
        complete(head, plan);
        return MergeAnswer.DONE;
      } catch (CommitFailedException e) {
        LOG.debug("Somebody else commits to {}", spec.name(), e);
      } catch (ValidationException e) {
        if (head().version().equals(head.version())) {
          throw commit.conflict(
              "somebody else changed rows of the same keys or files since it was read: "
                  + e.getMessage());
        }
      } catch (RefrainException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new IOException(
            "No answer from the commit to " + spec.name() + ": " + e.getMessage(), e);
      }
    }
    throw new IOException(
        "Too many others commit to " + spec.name() + " at once. Nothing was changed.");
  }

  private void checkBase(MergeSnapshot commit, Head head, MergeVersion base) {
    if (!head.uuid().equals(base.table())) {
      throw commit.conflict("the table was dropped and made again since it was read");
    }
    Schema was = head.table().schemas().get(base.schema());
    if (was == null || !was.asStruct().equals(head.table().schema().asStruct())) {
      throw commit.conflict("the table's columns were altered since it was read");
    }
    if (base.snapshot().isPresent() && !isAncestor(head, base.snapshot().get())) {
      throw commit.conflict(
          "snapshot "
              + base.snapshot().get()
              + ", which it was made from, was rolled back or has expired");
    }
  }

  private static boolean isAncestor(Head head, long snapshot) {
    for (org.apache.iceberg.Snapshot ancestor : head.ancestors()) {
      if (ancestor.snapshotId() == snapshot) {
        return true;
      }
    }
    return false;
  }

  /** The commit is in effect: nothing may fail it now. */
  private void complete(Head head, MergePlan plan) {
    try {
      Staging staging = new Staging(head.table());
      for (StagedFile staged : plan.added()) {
        staging.settled(StagedData.parse(staged.location()).path());
      }
      staging.sweep(spec.files().safeAge(), clock.millis());
    } catch (IOException | RuntimeException e) {
      LOG.warn("Committed to {}; cleaning up is left to the next run or a repair", spec.name(), e);
    }
  }

  @Override
  public void discard(Iterable<StagedFile> staged) {
    List<String> locations = new ArrayList<>();
    staged.forEach(one -> locations.add(one.location()));
    Staging.discard(table, locations, spec.name());
  }

  @Override
  public void close() {
    table.close();
  }
}
