package io.refrain.delta;

import io.delta.kernel.exceptions.TableAlreadyExistsException;
import io.refrain.core.MergeReceipt;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.StoreState;
import io.refrain.parquet.file.Compression;
import io.refrain.parquet.file.ParquetRowWriter;
import io.refrain.parquet.file.ParquetWriteOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.beam.sdk.schemas.Schema;

/**
 * A Delta table whose partitions are replaced atomically, and into which rows are merged.
 *
 * <p><b>Guarantee.</b> A commit is one entry of the table's log: it removes the old files, adds the
 * new ones, and stores the run's token and receipt (as domains of metadata, and as a transaction of
 * an application named by pipeline and scope). Every reader of Delta sees all of it or nothing. It
 * is written only if its version is still free, so of any number of processes that commit at once
 * one wins each version, and the others look again.
 *
 * <p><b>Merge.</b> Files that hold a changed row are written anew (copy on write), and all of a
 * merge is one entry of the log; deletion vectors are read, and never written, because Kernel
 * cannot. A merge that others overtook is a conflict only if they changed a file that it changes,
 * added rows where its keys lie, or changed the columns. A replace takes what was merged into its
 * partitions for somebody else's content. Tokens of merges stand in domains of metadata alone.
 *
 * <p><b>Other writers.</b> A file that somebody else added to a partition of the scope is a
 * conflict, unless it is taken over explicitly; so are rows that somebody else deleted there. A
 * table that was filled by others before is theirs as a whole. A compaction (OPTIMIZE) leaves
 * partitions their owner, as long as its entry of the log is there.
 *
 * <table>
 * <caption>What a table may have</caption>
 * <tr><th>feature</th><th>here</th></tr>
 * <tr><td>partitions by identity, NOT NULL, deletion vectors, row tracking, in-commit timestamps,
 *     clustering</td><td>works; deletion vectors are removed with their files, none are
 *     written</td></tr>
 * <tr><td>column mapping, change data feed, appending only, CHECK constraints, invariants, generated
 *     and identity columns</td><td>refused with the reason, before anything is staged</td></tr>
 * <tr><td>a protocol without domains of metadata</td><td>refused, unless {@link
 *     #upgradeProtocol}</td></tr>
 * </table>
 *
 * <p><b>Columns.</b> A run has all columns of the table, of the same types. {@link #addNewColumns}
 * adds those that are new, nullable ones, in the same commit; old rows read as null there. A merge
 * may lack columns of the table. A null for a column that is NOT NULL in the table rejects its row.
 *
 * <p><b>Limits.</b> Tables on the local file system, or on one mounted as such, with hard links: an
 * entry of the log must be put there unless its name is taken, which Beam's file systems cannot do.
 * Whoever drops a table and makes it anew must not do so in the instant in which a run commits.
 *
 * <p><b>What it leaves behind.</b> Replaced files stay for readers of older versions until VACUUM.
 * Files never committed, until a later run or {@link #repair} finds them older than the safe age,
 * which must be longer than the longest run.
 *
 * <p>Source: the Delta transaction log protocol.
 */
public final class DeltaTable implements ReplaceTarget, MergeTarget {
  private static final long serialVersionUID = 1L;
  private static final long DEFAULT_FILE_BYTES = 256L << 20;
  private static final Duration DEFAULT_SAFE_AGE = Duration.ofHours(24);
  private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]+):.*");
  private static final String FORBIDDEN = " ,;{}()\n\t=";

  private final String root;
  private final ArrayList<String> partitionColumns;
  private final Compression compression;
  private final long targetFileBytes;
  private final Duration safeAge;
  private final Allowed allowed;

  /** What a run may do to the table besides replacing rows. */
  private record Allowed(boolean create, boolean addColumns, boolean upgrade)
      implements java.io.Serializable {}

  private DeltaTable(
      String root,
      List<String> partitionColumns,
      Compression compression,
      long targetFileBytes,
      Duration safeAge,
      Allowed allowed) {
    this.root = root;
    this.partitionColumns = new ArrayList<>(partitionColumns);
    this.compression = compression;
    this.targetFileBytes = targetFileBytes;
    this.safeAge = safeAge;
    this.allowed = allowed;
  }

  /** The table in a local directory. */
  public static DeltaTable at(String directory) {
    if (directory.isBlank()) {
      throw new IllegalArgumentException("A table needs a directory.");
    }
    var scheme = SCHEME.matcher(directory);
    if (scheme.matches() && !scheme.group(1).toLowerCase(Locale.ROOT).equals("file")) {
      throw new IllegalArgumentException(
          "Cannot write a Delta table at '"
              + directory
              + "': only local and mounted directories are supported. An entry of the log must be"
              + " put there unless its name is taken, and Beam has no such operation for '"
              + scheme.group(1)
              + "'.");
    }
    return new DeltaTable(
        directory,
        List.of(),
        Compression.ZSTD,
        DEFAULT_FILE_BYTES,
        DEFAULT_SAFE_AGE,
        new Allowed(false, false, false));
  }

  /** Says that it is partitioned by these columns, in this order; by none if this is not called. */
  public DeltaTable partitionedBy(String... columns) {
    return partitionedBy(List.of(columns));
  }

  /** As {@link #partitionedBy(String...)}. */
  public DeltaTable partitionedBy(List<String> columns) {
    if (new HashSet<>(columns).size() < columns.size()) {
      throw new IllegalArgumentException("A partition column is named twice: " + columns + ".");
    }
    return new DeltaTable(root, columns, compression, targetFileBytes, safeAge, allowed);
  }

  /**
   * Creates the table, by the first commit, if there is none: with the columns of the collection
   * and the partition columns given here. Without it a missing table is an error.
   */
  public DeltaTable createIfMissing() {
    return with(new Allowed(true, allowed.addColumns(), allowed.upgrade()));
  }

  /** Adds columns to the table that only the collection has. Without it they are an error. */
  public DeltaTable addNewColumns() {
    return with(new Allowed(allowed.create(), true, allowed.upgrade()));
  }

  /**
   * Switches the table feature {@code domainMetadata} on in a table that was made without it, by
   * the first commit. Writers that do not know the feature (Delta before 3.0) cannot write the
   * table from then on; readers are not affected.
   */
  public DeltaTable upgradeProtocol() {
    return with(new Allowed(allowed.create(), allowed.addColumns(), true));
  }

  private DeltaTable with(Allowed other) {
    return new DeltaTable(root, partitionColumns, compression, targetFileBytes, safeAge, other);
  }

  /** How files are compressed; Zstandard unless set. */
  public DeltaTable withCompression(Compression other) {
    return new DeltaTable(root, partitionColumns, other, targetFileBytes, safeAge, allowed);
  }

  /** How long a file grows, about, before another is begun; 256 MB unless set. */
  public DeltaTable withTargetFileBytes(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("targetFileBytes must be positive, not " + bytes + ".");
    }
    return new DeltaTable(root, partitionColumns, compression, bytes, safeAge, allowed);
  }

  /** How old must be what is removed; 24 hours unless set. */
  public DeltaTable withSafeAge(Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException("safeAge must not be negative: " + age + ".");
    }
    return new DeltaTable(root, partitionColumns, compression, targetFileBytes, age, allowed);
  }

  @Override
  public String name() {
    return root;
  }

  @Override
  public List<String> partitionColumns() {
    return List.copyOf(partitionColumns);
  }

  Path directory() {
    return LocalFileIo.path(root).toAbsolutePath().normalize();
  }

  boolean createsIfMissing() {
    return allowed.create();
  }

  boolean addsNewColumns() {
    return allowed.addColumns();
  }

  boolean upgradesProtocol() {
    return allowed.upgrade();
  }

  long targetFileBytes() {
    return targetFileBytes;
  }

  ParquetWriteOptions writeOptions() {
    return ParquetWriteOptions.DEFAULT
        .withCompression(compression)
        .without(new LinkedHashSet<>(partitionColumns));
  }

  @Override
  public void check(RowLayout layout, ReplaceScope scope) {
    layout.indexesOf(partitionColumns);
    checkNames(layout);
    DeltaTypes.schema(layout);
    ParquetRowWriter.check(layout, writeOptions());
    if (scope instanceof ReplaceScope.Interval interval
        && !partitionColumns.contains(interval.column())) {
      throw new IllegalArgumentException(
          "Cannot replace an interval of '"
              + interval.column()
              + "' in "
              + root
              + ", which is partitioned by "
              + partitionColumns
              + ": partition it by that column, or replace another scope.");
    }
  }

  private void checkNames(RowLayout layout) {
    Set<String> seen = new HashSet<>();
    for (Schema.Field field : layout.schema().getFields()) {
      String name = field.getName();
      if (name.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
        throw new IllegalArgumentException(
            "Column '"
                + name
                + "' cannot be stored in "
                + root
                + ": a Delta table without column mapping takes none of the characters"
                + " ' ,;{}()=', tab and newline in a name. Rename the column.");
      }
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "Column '"
                + name
                + "' differs only in case from another one, and Delta takes them for the same."
                + " Rename the column.");
      }
    }
  }

  @Override
  public ReplaceStore open(RowLayout layout) {
    return open(layout, new LocalFileIo(), InstantSource.system());
  }

  ReplaceStore open(RowLayout layout, LocalFileIo files, InstantSource clock) {
    OpenTable table = new OpenTable(this, layout, files);
    return new DeltaStore(this, layout, table, sweeper(table.log(), clock));
  }

  /**
   * As {@link #check(RowLayout, ReplaceScope)}, for a merge. The table must be there, and its own
   * columns and partition columns count.
   */
  @Override
  public void check(RowLayout layout, List<String> keyColumns) {
    layout.indexesOf(keyColumns);
    layout.indexesOf(partitionColumns);
  }

  @Override
  public void createIfAsked(RowLayout layout) throws IOException {
    KernelLog log = new KernelLog(directory(), new LocalFileIo());
    if (!createsIfMissing() || log.newest().isPresent()) {
      return;
    }
    checkNames(layout);
    try {
      log.create(DeltaTypes.schema(layout), partitionColumns, LogEntry.NOTHING);
    } catch (TableAlreadyExistsException e) {
      // Somebody else was faster: there is a table, which is all that was asked for.
      return;
    }
  }

  @Override
  public MergeStore open() throws IOException {
    return open(new LocalFileIo(), InstantSource.system());
  }

  MergeStore open(LocalFileIo files, InstantSource clock) throws IOException {
    KernelLog log = new KernelLog(directory(), files);
    return DeltaMergeStore.open(this, log, sweeper(log, clock));
  }

  private Sweeper sweeper(KernelLog log, InstantSource clock) {
    return new Sweeper(directory(), log::liveNames, safeAge, clock);
  }

  /**
   * Makes an empty table with this one's protocol, columns, partition columns and properties in
   * another directory. Does nothing if there is no table. This one is only read.
   *
   * @return whether there is a table
   */
  public boolean copyStructureTo(Path directory) throws IOException {
    Optional<TableState> table = new KernelLog(directory(), new LocalFileIo()).newest();
    if (table.isPresent()) {
      new KernelLog(directory.toAbsolutePath().normalize(), new LocalFileIo())
          .createLike(table.get());
    }
    return table.isPresent();
  }

  /** The runs committed, the latest of each pipeline and scope; none if there is no table. */
  public List<StoreState.Entry> ledger() throws IOException {
    return new KernelLog(directory(), new LocalFileIo())
        .newest()
        .map(Ledger::of)
        .orElseGet(Ledger::empty)
        .entries();
  }

  /** What the merges did that the table remembers, in no order; none if there is no table. */
  public List<MergeReceipt> merges() throws IOException {
    return new KernelLog(directory(), new LocalFileIo())
        .newest()
        .map(table -> new MergeLedger(table).receipts())
        .orElse(List.of());
  }

  /** What a run did; empty if it is not in effect, or a newer one of its scope is. */
  public Optional<Receipt> receipt(RunToken token) throws IOException {
    return ledger().stream()
        .filter(entry -> entry.token().equals(token))
        .map(StoreState.Entry::receipt)
        .findFirst();
  }

  /**
   * Removes what crashed runs left and is older than the safe age. Never a file that the log
   * mentions.
   *
   * @return the files that were removed, relative to the table
   */
  public List<String> repair() throws IOException {
    return repair(InstantSource.system());
  }

  List<String> repair(InstantSource clock) throws IOException {
    return sweeper(new KernelLog(directory(), new LocalFileIo()), clock).sweep();
  }
}
