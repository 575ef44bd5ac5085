package io.refrain.parquet.dataset;

import io.refrain.core.Receipt;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.blocks.DecodeRows;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowLayout;
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
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/**
 * A directory of Parquet files in Hive's layout, {@code order_date=2024-03-15/….parquet}, whose
 * partitions are replaced atomically.
 *
 * <p><b>Guarantee.</b> A commit is one new file below {@code _refrain/manifests}, put there unless
 * its name is taken. A reader that follows the manifest ({@link #read}, {@link #files}) sees all of
 * a commit or nothing of it, also while it happens, and for the safe age afterwards sees what it
 * began to read. A reader of the plain directories (Spark, DuckDB, Trino, pandas) sees each
 * partition change for a short moment, files leaving before files come; a crash in that moment is
 * completed by the next run or by {@link #repair}. What is staged or retired lies below {@code
 * _refrain} under names that no {@code *.parquet} pattern matches.
 *
 * <table>
 * <caption>What the file systems give</caption>
 * <tr><th>file system</th><th>processes that commit at once</th><th>why</th></tr>
 * <tr><td>local, or mounted as such</td><td>any number</td><td>a hard link fails if the name is taken;
 *     moves are atomic renames; content is forced to the disk</td></tr>
 * <tr><td>Google Cloud Storage</td><td>any number</td><td>conditional create; moves are copy and
 *     delete</td></tr>
 * <tr><td>others of Beam (S3, Azure, HDFS)</td><td>one</td><td>Beam has no conditional create for
 *     them: it looks, writes and reads back; moves are copy and delete</td></tr>
 * </table>
 *
 * <p><b>Columns.</b> Partition columns are not stored in the files. A run may add nullable columns
 * (files without them read as null); a run with a missing column, another type or a new column that
 * is not null is refused, unless it replaces everything. Engines that read the plain directories
 * while some files lack a new column need their option to go by name ({@code union_by_name} in
 * DuckDB, {@code mergeSchema} in Spark).
 *
 * <p><b>Foreign files.</b> A directory that holds files and no manifest, and files in the scope
 * that the manifest does not list, are a conflict; taken over explicitly, those of the scope are
 * retired like replaced ones. Names that begin with {@code _} or a dot are left alone.
 *
 * <p><b>What it leaves behind.</b> Replaced files, files never committed and old manifests, until a
 * later run or {@link #repair} finds them older than the safe age. It must be longer than the
 * longest run and the longest read.
 *
 * <p>Source: the layout is that of Apache Hive; the protocol, a redo log with shadow files (Gray
 * and Reuter, Transaction Processing, chapter 10).
 */
public final class ParquetDataset implements ReplaceTarget {
  private static final long serialVersionUID = 1L;
  private static final long DEFAULT_FILE_BYTES = 256L << 20;
  private static final Duration DEFAULT_SAFE_AGE = Duration.ofHours(24);

  private final String root;
  private final ArrayList<String> partitionColumns;
  private final Compression compression;
  private final long targetFileBytes;
  private final Duration safeAge;

  private ParquetDataset(
      String root,
      List<String> partitionColumns,
      Compression compression,
      long targetFileBytes,
      Duration safeAge) {
    this.root = root;
    this.partitionColumns = new ArrayList<>(partitionColumns);
    this.compression = compression;
    this.targetFileBytes = targetFileBytes;
    this.safeAge = safeAge;
  }

  /** The dataset in a directory of any file system of Beam. It need not exist yet. */
  public static ParquetDataset at(String directory) {
    if (directory.isBlank()) {
      throw new IllegalArgumentException("A dataset needs a directory.");
    }
    return new ParquetDataset(
        directory, List.of(), Compression.ZSTD, DEFAULT_FILE_BYTES, DEFAULT_SAFE_AGE);
  }

  /** Partitions it by these columns, in this order; by none if this is not called. */
  public ParquetDataset partitionedBy(String... columns) {
    return partitionedBy(List.of(columns));
  }

  /** As {@link #partitionedBy(String...)}. */
  public ParquetDataset partitionedBy(List<String> columns) {
    if (new HashSet<>(columns).size() < columns.size()) {
      throw new IllegalArgumentException("A partition column is named twice: " + columns + ".");
    }
    for (String column : columns) {
      if (column.isEmpty() || column.startsWith("_") || column.startsWith(".")) {
        throw new IllegalArgumentException(
            "Cannot partition by '"
                + column
                + "': other engines skip directories whose name begins with an underscore or a"
                + " dot. Rename the column.");
      }
    }
    return new ParquetDataset(root, columns, compression, targetFileBytes, safeAge);
  }

  /** How files are compressed; Zstandard unless set. */
  public ParquetDataset withCompression(Compression other) {
    return new ParquetDataset(root, partitionColumns, other, targetFileBytes, safeAge);
  }

  /** How long a file grows, about, before another is begun; 256 MB unless set. */
  public ParquetDataset withTargetFileBytes(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("targetFileBytes must be positive, not " + bytes + ".");
    }
    return new ParquetDataset(root, partitionColumns, compression, bytes, safeAge);
  }

  /** How old must be what is removed; 24 hours unless set. */
  public ParquetDataset withSafeAge(Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException("safeAge must not be negative: " + age + ".");
    }
    return new ParquetDataset(root, partitionColumns, compression, targetFileBytes, age);
  }

  @Override
  public String name() {
    return root;
  }

  @Override
  public List<String> partitionColumns() {
    return List.copyOf(partitionColumns);
  }

  long targetFileBytes() {
    return targetFileBytes;
  }

  ParquetWriteOptions writeOptions() {
    return ParquetWriteOptions.DEFAULT
        .withCompression(compression)
        .without(new java.util.LinkedHashSet<>(partitionColumns));
  }

  @Override
  public void check(RowLayout layout, ReplaceScope scope) {
    layout.indexesOf(partitionColumns);
    ParquetRowWriter.check(layout, ParquetWriteOptions.DEFAULT);
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

  @Override
  public ReplaceStore open(RowLayout layout) {
    return open(layout, storage(), InstantSource.system());
  }

  ReplaceStore open(RowLayout layout, Storage storage, InstantSource clock) {
    return new ParquetStore(this, layout, storage, new Sweeper(storage, safeAge, clock));
  }

  /** The storage that the directory names. */
  Storage storage() {
    ResourceId directory = FileSystems.matchNewResource(root, true);
    return directory.getScheme().equals(FileSystems.DEFAULT_SCHEME)
        ? new LocalStorage(Path.of(directory.toString()))
        : new BeamStorage(directory);
  }

  /**
   * The columns of the dataset, partition columns included.
   *
   * @throws RefrainException (refused) if there is no dataset
   */
  public Schema schema() throws IOException {
    return existing(new ManifestLog(storage()).newest()).layout().schema();
  }

  /**
   * Reads the newest commit there is when the pipeline runs, with the columns given: {@code
   * dataset.read(dataset.schema())}. Columns of the dataset that are not named are left out.
   */
  public PTransform<PBegin, PCollection<RowBlock>> read(Schema schema) {
    return new ReadDataset(this, RowLayout.of(schema));
  }

  /** As {@link #read(Schema)}, with the columns that the dataset has now: it is asked at once. */
  public PTransform<PBegin, PCollection<RowBlock>> read() throws IOException {
    return read(schema());
  }

  /** As {@link #read(Schema)}, as Beam rows. */
  public PTransform<PBegin, PCollection<Row>> readRows(Schema schema) {
    return new PTransform<>() {
      private static final long serialVersionUID = 1L;

      @Override
      public PCollection<Row> expand(PBegin input) {
        return input.apply("Read", read(schema)).apply("Rows", DecodeRows.toRows(schema));
      }
    };
  }

  LiveFileReader fileReader(RowLayout layout) {
    return new LiveFileReader(storage(), layout);
  }

  /**
   * The files of the newest commit, as other engines can open them. An interrupted commit is
   * completed first.
   *
   * @throws RefrainException (refused) if there is no dataset
   */
  public List<String> files() throws IOException {
    Storage storage = storage();
    return LiveFile.of(existing(new ManifestLog(storage).newestSettled())).stream()
        .map(file -> storage.absolute(file.path()))
        .toList();
  }

  /** The runs committed, the latest of each pipeline and scope; none if there is no dataset. */
  public List<StoreState.Entry> ledger() throws IOException {
    return new ManifestLog(storage()).newest().map(Manifest::ledger).orElse(List.of());
  }

  /** What a run did; empty if it is not in effect, or a newer one of its scope is. */
  public Optional<Receipt> receipt(RunToken token) throws IOException {
    return ledger().stream()
        .filter(entry -> entry.token().equals(token))
        .map(StoreState.Entry::receipt)
        .findFirst();
  }

  /**
   * Completes an interrupted commit, and removes what is not needed and older than the safe age.
   */
  public RepairReport repair() throws IOException {
    return repair(storage(), InstantSource.system());
  }

  RepairReport repair(Storage storage, InstantSource clock) throws IOException {
    ManifestLog log = new ManifestLog(storage);
    Optional<Manifest> newest = log.newest();
    int moved = 0;
    if (newest.isPresent() && !log.isSettled(newest.get())) {
      moved = log.settle(newest.get());
    }
    Manifest basis =
        newest.orElseGet(
            () ->
                new Manifest(
                    0,
                    RowLayout.of(Schema.of()),
                    partitionColumns,
                    List.of(),
                    List.of(),
                    List.of()));
    List<String> removed = new Sweeper(storage, safeAge, clock).sweep(basis);
    return new RepairReport(basis.version(), moved, removed);
  }

  Manifest existing(Optional<Manifest> manifest) {
    return manifest.orElseThrow(
        () ->
            new RefrainException(
                Kind.REFUSED,
                root
                    + " is no dataset: there is no manifest in "
                    + Layout.MANIFESTS
                    + ". Is the path right? Plain Parquet files are read as such."));
  }
}
