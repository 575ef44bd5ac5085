package io.refrain.delta;

import io.refrain.core.MergeToken;
import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.RejectedRow.Code;
import io.refrain.core.replace.PartitionValues;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergePlan;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.ReplaceStore.Unfit;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.Stager;
import io.refrain.core.store.StoredRows;
import io.refrain.core.store.TableFile;
import io.refrain.parquet.file.ParquetWriteOptions;
import io.refrain.parquet.file.PartitionStager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.beam.sdk.schemas.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open table that is merged into: files that hold a changed row are written anew. */
final class DeltaMergeStore implements MergeStore {
  private static final Logger LOG = LoggerFactory.getLogger(DeltaMergeStore.class);
  private static final int MAX_RACES = 100;
  // Longest file name on the file systems in use (ext4, XFS, APFS, NTFS): 255 bytes or characters.
  private static final int MAX_SEGMENT_BYTES = 255;

  private final DeltaTable target;
  private final KernelLog log;
  private final LogFiles entries;
  private final StagedMarks marks;
  private final Sweeper sweeper;
  private final TableState opened;
  private RowLayout expected = RowLayout.of(Schema.of());
  private RowLayout layout;
  private PartitionValues partitions;
  private DataFileRows rows;
  private final Map<String, TableState> versions = new HashMap<>();

  private DeltaMergeStore(DeltaTable target, KernelLog log, Sweeper sweeper, TableState opened) {
    this.target = target;
    this.log = log;
    this.sweeper = sweeper;
    this.opened = opened;
    this.entries = new LogFiles(target.directory());
    this.marks = new StagedMarks(target.directory());
    prepare(opened);
  }

  private void prepare(TableState table) {
    this.layout = TableColumns.layout(target.name(), table.schema());
    this.partitions = new PartitionValues(layout, table.partitionColumns());
    this.rows = new DataFileRows(log, table, layout);
  }

  @Override
  public void expect(RowLayout columns) {
    this.expected =
        RowLayout.of(
            Schema.of(
                columns.schema().getFields().stream()
                    .map(field -> field.withNullable(true))
                    .toArray(Schema.Field[]::new)));
    SchemaRules.widen(target, opened, expected).map(opened::with).ifPresent(this::prepare);
  }

  @Override
  public List<String> added() {
    return SchemaRules.widen(target, opened, expected).stream()
        .flatMap(widened -> widened.fields().stream().skip(opened.schema().length()))
        .map(field -> field.getName() + " (" + DeltaTypes.describe(field.getDataType()) + ")")
        .toList();
  }

  /**
   * Opens a table.
   *
   * @throws RefrainException (refused) if there is none, or one that cannot be merged into
   */
  static DeltaMergeStore open(DeltaTable target, KernelLog log, Sweeper sweeper)
      throws IOException {
    TableState now =
        log.newest()
            .orElseThrow(
                () ->
                    new RefrainException(
                        Kind.REFUSED,
                        "There is no Delta table at "
                            + target.name()
                            + " to merge into. Nothing was changed. Is the path right? Create the"
                            + " table first: a merge does not know all of its columns."));
    if (!target.partitionColumns().isEmpty()) {
      TableRules.checkPartitions(target, now);
    }
    TableRules.check(target, now, log.unwritable(now));
    return new DeltaMergeStore(target, log, sweeper, now);
  }

  @Override
  public RowLayout layout() {
    return layout;
  }

  @Override
  public MergeState read(MergeToken token) throws IOException {
    TableState now = log.newest().orElseThrow(this::dropped);
    return new MergeState(now.name(), new MergeLedger(now).receipt(token));
  }

  private RefrainException dropped() {
    return new RefrainException(
        Kind.CONFLICT,
        "Cannot merge into "
            + target.name()
            + ": the table was dropped while this run was at work. Nothing was changed. Run again"
            + " once it is there.");
  }

  private TableState version(String name) throws IOException {
    TableState known = versions.get(name);
    if (known != null) {
      return known;
    }
    long number = Long.parseLong(name.substring(0, name.indexOf(' ')));
    TableState found = log.at(number).orElseThrow(this::dropped);
    if (!found.name().equals(name)) {
      throw new RefrainException(
          Kind.CONFLICT,
          "Cannot merge into "
              + target.name()
              + ": the table was dropped and made anew while this run was at work. Nothing was"
              + " changed. Run again.");
    }
    versions.put(name, found);
    return found;
  }

  @Override
  public List<TableFile> files(String version, KeyBounds bounds) throws IOException {
    TableState table = version(version);
    FileBounds filter = new FileBounds(layout, table.partitionColumns(), bounds);
    return log.files(table, partition -> true).stream()
        .filter(file -> filter.mayHold(file.partition(), file.statistics()))
        .map(MergeFile::of)
        .toList();
  }

  @Override
  public StoredRows open(TableFile file, List<String> columns, BitSet wanted) throws IOException {
    return rows.open(file, columns, wanted);
  }

  @Override
  public StoredRows search(
      TableFile file, List<String> keys, Predicate<RowCursor> wanted, List<String> columns)
      throws IOException {
    Optional<StoredRows> found = rows.search(file, keys, wanted, columns);
    return found.isPresent() ? found.get() : MergeStore.super.search(file, keys, wanted, columns);
  }

  @Override
  public String partitionOf(RowCursor row) {
    return partitions.of(row).path();
  }

  @Override
  public Optional<Unfit> unfit(RowCursor row) {
    Partition partition = partitions.of(row);
    for (String column : partition.columns()) {
      String value = partition.value(column);
      if (value == null) {
        continue;
      }
      if (value.isEmpty()) {
        return unfit(column, "the partition value '' cannot be told from null in a Delta table");
      }
      int bytes = Partition.of(column, value).path().getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_SEGMENT_BYTES) {
        return unfit(
            column,
            "the partition value makes a path segment of "
                + bytes
                + " bytes, and "
                + MAX_SEGMENT_BYTES
                + " is the most");
      }
    }
    return Optional.empty();
  }

  private static Optional<Unfit> unfit(String column, String reason) {
    return Optional.of(new Unfit(Code.PARTITION_VALUE, column, reason));
  }

  @Override
  public MergeStager stage(String attempt) {
    return new FanOut(attempt, partitions, partition -> stager(attempt, partition));
  }

  private Stager stager(String attempt, Partition partition) {
    LocalStaging place =
        new LocalStaging(
            target.directory(),
            partition,
            layout,
            DataFiles.OF_MERGE,
            opened.tableId(),
            opened.indexedColumns());
    ParquetWriteOptions options =
        target.writeOptions().without(new LinkedHashSet<>(opened.partitionColumns()));
    return new PartitionStager(
        place, layout, options, target.targetFileBytes(), attempt, partition);
  }

  @Override
  public MergeAnswer commit(MergePlan plan) throws IOException {
    for (int races = 0; races < MAX_RACES; races++) {
      TableState now = log.newest().orElseThrow(this::dropped);
      MergeLedger ledger = new MergeLedger(now);
      if (ledger.receipt(plan.receipt().token()).isPresent()) {
        return MergeAnswer.ALREADY_COMMITTED;
      }
      TableRules.check(target, now, log.unwritable(now));
      if (log.commit(now, entry(plan, now, ledger))) {
        sweeper.settle(paths(plan), target.name());
        return MergeAnswer.DONE;
      }
      LOG.info("Somebody else committed to {} meanwhile; looking again", target.name());
    }
    throw new IOException(
        "Cannot merge into " + target.name() + ": too many others commit at once");
  }

  private LogEntry entry(MergePlan plan, TableState now, MergeLedger ledger) throws IOException {
    MergeWinners winners = new MergeWinners(target, plan, now);
    List<LiveFile> removed = winners.removed(log.files(now, partition -> true));
    if (!now.name().equals(plan.base())) {
      TableState base = version(plan.base());
      if (!base.tableId().equals(now.tableId())) {
        throw winners.conflict("the table was dropped and made anew");
      }
      FileBounds bounds = new FileBounds(layout, now.partitionColumns(), plan.bounds());
      winners.checkAdded(base, log.files(base, partition -> true), bounds, entries);
    }
    StagedChecks checks =
        new StagedChecks(
            target.directory(), plan.receipt().token().toString(), target.name(), Optional.of(now));
    PartitionTexts texts = PartitionTexts.of(now);
    List<LogEntry.Added> added = new ArrayList<>();
    for (StagedFile file : plan.added()) {
      added.add(checks.added(StagedData.of(file.location()), file.bytes(), texts));
    }
    return new LogEntry(
        Optional.empty(),
        added,
        removed,
        ledger.set(plan.receipt()),
        ledger.gone(plan.receipt().token()),
        SchemaRules.widen(target, now, expected));
  }

  private static Set<String> paths(MergePlan plan) {
    Set<String> paths = new HashSet<>();
    plan.added().forEach(file -> paths.add(StagedData.of(file.location()).path()));
    return paths;
  }

  @Override
  public void discard(Iterable<StagedFile> staged) {
    staged.forEach(file -> marks.discard(StagedData.of(file.location()).path()));
  }

  @Override
  public void close() {}
}
