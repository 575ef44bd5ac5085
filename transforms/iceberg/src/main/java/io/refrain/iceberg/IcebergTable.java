package io.refrain.iceberg;

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
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.types.Type;

/**
 * An Iceberg table whose rows are replaced atomically (partitions, an interval of any time column,
 * or everything), or into which rows are merged by their key, in one snapshot.
 *
 * <p><b>Guarantee.</b> Readers see the snapshot before or the one after. It takes effect only if
 * the branch is still at the snapshot that was read; otherwise the run looks again, and commits
 * unless somebody wrote into its scope. Token, owner and receipt are in the snapshot's summary
 * ({@code refrain.pipeline}, {@code refrain.epoch}, {@code refrain.scope}, {@code
 * refrain.receipt}), and, by the same commit, in a table property that outlives the snapshot
 * ({@code refrain.ledger.<branch>}).
 *
 * <p><b>Partitions.</b> {@link #partitionedBy} names the columns whose values make the partitions
 * that can be replaced one by one. Files are laid out by the table's own spec, which may have
 * transforms besides, or be another one by now: where a file holds rows inside and outside of a
 * scope, those outside are copied into a new file in the same snapshot. So any scope is right; it
 * is cheap if it goes along the spec, as an interval of whole days does with {@code day(ts)}.
 *
 * <p><b>History.</b> The last 256 runs are remembered one by one; older ones of a pipeline whose
 * intervals or partitions join are remembered as one: such a run is called superseded instead of
 * being answered with its receipt. Runs that were rolled back are not in effect any more, as long
 * as their snapshots have not expired.
 *
 * <p><b>Foreign writers.</b> Files and deletes that others wrote into the scope are a conflict
 * unless taken over. A compaction is none, whatever became of its snapshot, if there are as many
 * rows as were written. A file that others deleted, or replaced by one with as many rows in a
 * snapshot that has expired, is not noticed.
 *
 * <p><b>Columns.</b> A run has all columns of the table, in any order, with types that the table's
 * hold (also after Iceberg's own promotions). New ones are added if {@link #evolve} says so. Rows
 * with a null where the table takes none are rejected.
 *
 * <p><b>Merges.</b> The table must be there: {@link #createIfMissing} is for replaces. Columns that
 * only the merged rows have are added, nullable and in the merge's own commit, if {@link #evolve}
 * says so; if somebody else alters the columns meanwhile, that is a conflict. A merge that somebody
 * else's commit met is a conflict; others only delay it. Rows are deleted by position with deletion
 * vectors in tables of version 3, with position deletes in those of version 2, not at all in those
 * of version 1. The token is in the snapshot's summary ({@code refrain.merge}), and for the last
 * 256 merges in a table property ({@code refrain.merges.<branch>}). To a replace, rows that were
 * merged are somebody else's.
 *
 * <p><b>What it leaves behind.</b> Replaced files, until the snapshots that list them expire; small
 * notes below {@code refrain-staging} in the table's location while files are staged. What crashed
 * runs staged is removed by a later run or {@link #repair}, once it is older than the safe age.
 * Rows that are copied get new row ids in tables of version 3.
 *
 * <p><b>Errors.</b> A {@link io.refrain.core.RefrainException} when a worker starts: no such table,
 * columns that do not fit. {@link java.io.IOException} if the catalog cannot be asked.
 *
 * <pre>{@code
 * orders.apply(
 *     PartitionReplaceSink.<Order>into(
 *             IcebergTable.in(
 *                     IcebergCatalog.of(
 *                         Map.of(
 *                             "type", "jdbc",
 *                             "uri", "jdbc:sqlite:/lake/catalog.db",
 *                             "warehouse", "/lake")))
 *                 .table("shop.orders")
 *                 .partitionedBy("order_date"))
 *         .scope(ReplaceScope.interval("order_date", DataInterval.parse("2024-03")))
 *         .pipelineName("orders"));
 * }</pre>
 *
 * <p>Source: Apache Iceberg table specification, Optimistic Concurrency and Snapshots.
 */
public final class IcebergTable implements ReplaceTarget, MergeTarget {
  private static final long serialVersionUID = 1L;
  private static final String MAIN = "main";
  private static final Duration DEFAULT_SAFE_AGE = Duration.ofHours(24);

  private final TableSpec spec;

  private IcebergTable(TableSpec spec) {
    this.spec = spec;
  }

  /** A catalog, of which a table is still to be named. */
  public static final class InCatalog {
    private final IcebergCatalog catalog;

    private InCatalog(IcebergCatalog catalog) {
      this.catalog = catalog;
    }

    /** The table: namespaces and name with dots between, as in {@code shop.orders}. */
    public IcebergTable table(String name) {
      if (name.isBlank() || name.startsWith(".") || name.endsWith(".") || name.contains("..")) {
        throw new IllegalArgumentException(
            "'" + name + "' is no name of a table. Write namespace.table, as in shop.orders.");
      }
      return new IcebergTable(
          new TableSpec(
              catalog,
              name,
              new TableSpec.LayoutOptions(List.of(), null, Evolution.NONE, MAIN),
              new TableSpec.FileOptions(null, 0, DEFAULT_SAFE_AGE)));
    }
  }

  /** In this catalog. */
  public static InCatalog in(IcebergCatalog catalog) {
    return new InCatalog(catalog);
  }

  /**
   * The columns whose values make the partitions that can be replaced one by one; none unless this
   * is called. If the table is made, these are its partition spec, with transforms if they are
   * named: {@code day(ts)}, {@code month(ts)}, {@code year(ts)}, {@code hour(ts)}, {@code
   * bucket(16, id)}, {@code truncate(4, name)}.
   */
  public IcebergTable partitionedBy(String... columns) {
    return partitionedBy(List.of(columns));
  }

  /** As {@link #partitionedBy(String...)}. */
  public IcebergTable partitionedBy(List<String> columns) {
    List<PartitionTerm> terms = columns.stream().map(PartitionTerm::parse).toList();
    if (new HashSet<>(terms).size() < terms.size()) {
      throw new IllegalArgumentException("A partition field is named twice: " + columns + ".");
    }
    TableSpec.LayoutOptions o = spec.layout();
    return with(new TableSpec.LayoutOptions(terms, o.createWith(), o.evolution(), o.branch()));
  }

  /** Makes the table, and its namespace, if it is not there when the first rows are staged. */
  public IcebergTable createIfMissing() {
    return createIfMissing(Map.of());
  }

  /** As {@link #createIfMissing()}, with table properties such as {@code format-version}. */
  public IcebergTable createIfMissing(Map<String, String> properties) {
    TableSpec.LayoutOptions o = spec.layout();
    return with(
        new TableSpec.LayoutOptions(o.partitionedBy(), properties, o.evolution(), o.branch()));
  }

  /** What may be done to the columns; nothing unless set. */
  public IcebergTable evolve(Evolution evolution) {
    TableSpec.LayoutOptions o = spec.layout();
    return with(
        new TableSpec.LayoutOptions(o.partitionedBy(), o.createWith(), evolution, o.branch()));
  }

  /**
   * The branch that is written to; {@code main} unless set. One that is not there begins at the
   * main one's snapshot.
   */
  public IcebergTable branch(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("A branch's name must not be blank.");
    }
    TableSpec.LayoutOptions o = spec.layout();
    return with(
        new TableSpec.LayoutOptions(o.partitionedBy(), o.createWith(), o.evolution(), name));
  }

  /** How files are compressed; as the table's properties say unless set. */
  public IcebergTable withCompression(Compression compression) {
    TableSpec.FileOptions o = spec.files();
    return with(new TableSpec.FileOptions(compression, o.targetBytes(), o.safeAge()));
  }

  /** How long a file grows, about; as the table's properties say unless set. */
  public IcebergTable withTargetFileBytes(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("targetFileBytes must be positive, not " + bytes + ".");
    }
    TableSpec.FileOptions o = spec.files();
    return with(new TableSpec.FileOptions(o.compression(), bytes, o.safeAge()));
  }

  /** How old must be what was staged, to be removed; 24 hours unless set. */
  public IcebergTable withSafeAge(Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException("safeAge must not be negative: " + age + ".");
    }
    TableSpec.FileOptions o = spec.files();
    return with(new TableSpec.FileOptions(o.compression(), o.targetBytes(), age));
  }

  private IcebergTable with(TableSpec.LayoutOptions options) {
    return new IcebergTable(spec.with(options));
  }

  private IcebergTable with(TableSpec.FileOptions options) {
    return new IcebergTable(spec.with(options));
  }

  TableSpec spec() {
    return spec;
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public List<String> partitionColumns() {
    return spec.partitionColumns();
  }

  @Override
  public boolean replacesRowByRow() {
    return true;
  }

  @Override
  public void check(RowLayout layout, ReplaceScope scope) {
    layout.indexesOf(spec.layout().partitionedBy().stream().map(PartitionTerm::column).toList());
    IcebergTypes.schema(layout);
    ParquetRowWriter.check(layout, ParquetWriteOptions.DEFAULT);
    boolean byPartition =
        scope instanceof ReplaceScope.Present || scope instanceof ReplaceScope.Partitions;
    if (byPartition && partitionColumns().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot replace "
              + scope
              + " in "
              + name()
              + ": say which columns make a partition there (partitionedBy).");
    }
    if (scope instanceof ReplaceScope.Partitions listed) {
      checkValues(layout, listed);
    }
  }

  private void checkValues(RowLayout layout, ReplaceScope.Partitions listed) {
    for (String column : partitionColumns()) {
      Type type = IcebergTypes.type(column, layout.type(layout.indexOf(column)));
      for (io.refrain.core.Partition partition : listed.partitions()) {
        String text = partition.value(column);
        if (text != null) {
          try {
            PartitionTexts.value(type, text);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "Partition " + partition + " does not fit " + name() + ": " + e.getMessage() + ".",
                e);
          }
        }
      }
    }
  }

  @Override
  public void check(RowLayout layout, List<String> keyColumns) {
    layout.indexesOf(keyColumns);
    IcebergTypes.schema(layout);
  }

  @Override
  public boolean deletesByPosition() {
    return true;
  }

  @Override
  public void createIfAsked(RowLayout layout) throws IOException {
    if (spec.layout().create().isPresent()) {
      try (OpenTable table = new OpenTable(spec)) {
        table.headOrCreate(layout);
      }
    }
  }

  @Override
  public MergeStore open() throws IOException {
    return new IcebergMergeStore(spec, InstantSource.system());
  }

  @Override
  public ReplaceStore open(RowLayout layout) {
    return open(layout, InstantSource.system());
  }

  ReplaceStore open(RowLayout layout, InstantSource clock) {
    return new IcebergStore(spec, layout, clock);
  }

  /**
   * Makes an empty table with this one's columns, partition spec, sort order and format in another
   * catalog. Does nothing if there is no table. This one is only read.
   *
   * @return whether there is a table
   */
  public boolean copyStructureTo(IcebergTable other) throws IOException {
    try (OpenTable table = new OpenTable(spec);
        OpenTable copy = new OpenTable(other.spec)) {
      Optional<Head> head = table.head();
      if (head.isPresent()) {
        copy.createLike(head.get().table());
      }
      return head.isPresent();
    }
  }

  /** The runs that are in effect and remembered one by one; none if there is no table. */
  public List<StoreState.Entry> ledger() throws IOException {
    try (OpenTable table = new OpenTable(spec)) {
      return table.head().map(head -> LedgerOfHead.find(head).entries()).orElse(List.of());
    }
  }

  /** What a run did; empty if it is not in effect, or a newer one of its scope is. */
  public Optional<Receipt> receipt(RunToken token) throws IOException {
    return ledger().stream()
        .filter(entry -> entry.token().equals(token))
        .map(StoreState.Entry::receipt)
        .findFirst();
  }

  /** Removes what crashed runs staged, once it is older than the safe age. */
  public RepairReport repair() throws IOException {
    return repair(InstantSource.system());
  }

  RepairReport repair(InstantSource clock) throws IOException {
    try (OpenTable table = new OpenTable(spec)) {
      Optional<Head> head = table.head();
      return new RepairReport(
          head.isEmpty()
              ? List.of()
              : new Staging(head.get().table()).sweep(spec.files().safeAge(), clock.millis()));
    }
  }
}
