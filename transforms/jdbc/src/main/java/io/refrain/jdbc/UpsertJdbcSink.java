package io.refrain.jdbc;

import io.refrain.core.Count;
import io.refrain.core.CountMetrics;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.Blocks;
import io.refrain.core.blocks.EncodeRows;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.blocks.NamedOutputs;
import io.refrain.core.blocks.PackByKey;
import io.refrain.core.blocks.Upstream;
import io.refrain.core.row.ChangeKind;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.upsert.AskForKind;
import io.refrain.jdbc.upsert.AtomicWrite;
import io.refrain.jdbc.upsert.Changes;
import io.refrain.jdbc.upsert.Changes.Remember;
import io.refrain.jdbc.upsert.CheckRejected;
import io.refrain.jdbc.upsert.MarkChanges;
import io.refrain.jdbc.upsert.RejectedLimit;
import io.refrain.jdbc.upsert.RejectedMark;
import io.refrain.jdbc.upsert.UpsertCheck;
import io.refrain.jdbc.upsert.UpsertSpec;
import io.refrain.jdbc.upsert.WriteShardFn;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;

/**
 * Upserts rows into a table: for each key the table ends up with the newest row it was ever
 * offered.
 *
 * <p><b>Guarantee.</b> Newest is a total order: the version columns in the order given, then the
 * canonical bytes of the row. A stored row is never overwritten by an older one, and a row that is
 * stored already is not written again. So the table's content depends on the set of rows alone, not
 * on their order, on batches, retries, the runner, or on how often a delivery is repeated. Rows
 * become visible batch by batch; a run that fails half-way leaves whole batches, and running it
 * again completes it. With {@link #atomically} they become visible all at once, or none.
 *
 * <p><b>How.</b> Rows are grouped into shards by a hash of the key, so that no two writers share
 * one. A shard keeps the newest row of each key, sorts them, and cuts them into batches. Each batch
 * is one transaction: it reads the stored rows of its keys, decides in this process, and writes
 * only what is new or newer, under a guard that repeats the decision in the statement. If somebody
 * else wrote in between, the guard shows it, and the batch is decided anew. If a connection is lost
 * during a commit the batch is written again too: what did get in is found unchanged. This is exact
 * at the isolation level READ COMMITTED and above.
 *
 * <p><b>Deletes.</b> With {@link #changeKind} rows may be deletes. A delete is guarded like any
 * row: it removes what is stored only if that is not newer (of the same version the delete wins),
 * and it is remembered, so that a late older row does not come back to life. There are two ways.
 *
 * <table><caption>How deletes are remembered</caption>
 * <tr><th></th><th>{@link #tombstones}</th><th>{@link #softDelete}</th></tr>
 * <tr><td>the row</td><td>is removed</td><td>stays, flagged, with what the delete holds: columns
 * that it leaves null are null</td></tr>
 * <tr><td>remembered</td><td>in a table {@code refrain_tombstones} beside the target, for a time to
 * live</td><td>in the row, for good</td></tr>
 * <tr><td>NOT NULL columns</td><td>any</td><td>key and version alone</td></tr>
 * <tr><td>cost</td><td>a lock and a look-up for each batch</td><td>none</td></tr>
 * </table>
 *
 * <p>Either way the rows that are not deleted depend on the set of rows that were ever delivered,
 * not on their order: with tombstones as long as no row comes later than its delete's time to live.
 * Once a table has tombstones every run of this transform heeds them, whether it asks for them or
 * not; one that began before there were any, or another program, does not. A table with a flag
 * needs {@link #softDelete} in every run. A delete of a key that is absent, or deleted, counts as
 * unchanged; an upsert of a deleted key as inserted.
 *
 * <p><b>The table</b> must have a primary key or unique index on exactly the key columns, and a
 * column for each one of the input, found by its exact name or in any case. Timestamps without a
 * zone are taken as UTC. Values are stored exactly or their row is rejected.
 *
 * <p><b>Unbounded input</b> is written at the latest {@link #maxDelay} after it arrived.
 *
 * <p><b>Errors.</b> While the pipeline is built, an {@link IllegalArgumentException}: an unknown
 * column, a type that no table holds, a key that is a floating-point number, a URL without a
 * dialect. When a worker starts, a {@link io.refrain.core.RefrainException}: the database cannot be
 * reached, or the table does not fit. A row with a null key or version, a value that does not fit
 * or a violated constraint is rejected; more rejected rows than {@link #allowRejected} fail the run
 * (on bounded input before anything is written, if they were found by then). Transient faults are
 * retried and never reject a row.
 *
 * <pre>{@code
 * orders.apply(
 *     UpsertJdbcSink.<Order>into(
 *             JdbcConnection.of("jdbc:postgresql://localhost/shop")
 *                 .user("loader")
 *                 .passwordFromEnv("PGPASSWORD"))
 *         .table("orders")
 *         .byKey("order_id")
 *         .latestBy("updated_at"));
 * }</pre>
 *
 * @param <T> rows of any type with a schema, or {@link RowBlock}
 */
public final class UpsertJdbcSink<T> extends PTransform<PCollection<T>, UpsertJdbcSink.Result> {
  private static final long serialVersionUID = 1L;
  private static final TupleTag<Counts> COUNTS = new TupleTag<>() {};
  private static final TupleTag<RejectedRow> REJECTED = new TupleTag<>() {};
  private static final int BLOCKS_AT_ONCE = 64;

  private final UpsertSpec spec;
  private final long allowedRejected;
  private final int shards;
  private final Duration maxDelay;
  private final boolean atomic;
  private final boolean planOnly;
  private final SerializableFunction<T, ChangeKind.Kind> kindOf;
  private final transient Upstream upstream;

  private UpsertJdbcSink(
      UpsertSpec spec,
      long allowedRejected,
      int shards,
      Duration maxDelay,
      boolean atomic,
      boolean planOnly,
      SerializableFunction<T, ChangeKind.Kind> kindOf,
      Upstream upstream) {
    this.spec = spec;
    this.allowedRejected = allowedRejected;
    this.shards = shards;
    this.maxDelay = maxDelay;
    this.atomic = atomic;
    this.planOnly = planOnly;
    this.kindOf = kindOf;
    this.upstream = upstream;
  }

  /** Into a database; {@link #table}, {@link #byKey} and {@link #latestBy} are required as well. */
  public static <T> UpsertJdbcSink<T> into(JdbcConnection connection) {
    return new UpsertJdbcSink<>(
        new UpsertSpec(
            connection,
            null,
            new LatestBy(List.of(), List.of(), null),
            new UpsertSpec.Limits(5000, 8 << 20, false)),
        0,
        16,
        Duration.standardSeconds(1),
        false,
        false,
        null,
        Upstream.NONE);
  }

  /**
   * The table: {@code orders}, {@code sales.orders}, or with parts in double quotes, which are
   * matched exactly.
   */
  public UpsertJdbcSink<T> table(String name) {
    return with(spec.with(TableName.parse(name)));
  }

  /** The columns that make the key. */
  public UpsertJdbcSink<T> byKey(String... columns) {
    LatestBy old = spec.latestBy();
    return with(spec.with(new LatestBy(List.of(columns), old.versions(), old.changeKind())));
  }

  /** The columns that say which row is newer, the first deciding first. */
  public UpsertJdbcSink<T> latestBy(String... columns) {
    LatestBy old = spec.latestBy();
    return with(spec.with(new LatestBy(old.keys(), List.of(columns), old.changeKind())));
  }

  /**
   * The column that tells deletes from upserts: by a word ({@code c}, {@code r}, {@code u}, {@code
   * d}, {@code insert}, {@code update}, {@code delete}, {@code +I}, {@code -D} and others, see
   * {@link ChangeKind}), a boolean that is true for a delete, or the moment of the deletion. Needs
   * {@link #tombstones} or {@link #softDelete}. It is not stored; a row with another word, the
   * image of a row before its update among them, is rejected. Of a delete only key and version
   * count: the other columns may be null.
   */
  public UpsertJdbcSink<T> changeKind(String column) {
    return kind(column, null);
  }

  /**
   * The same, for elements that say it in another way than by a column: {@code e -> e.isTombstone()
   * ? Kind.DELETE : Kind.UPSERT}. Beam has no mark of its own for changes: what its BigQuery
   * connector calls RowMutationInformation, or a source's own type, is turned into a kind here. An
   * element without a kind (null) is rejected.
   */
  public UpsertJdbcSink<T> changeKind(SerializableFunction<T, ChangeKind.Kind> kindOfElement) {
    return kind(Changes.DELETED, kindOfElement);
  }

  private UpsertJdbcSink<T> kind(
      String column, SerializableFunction<T, ChangeKind.Kind> kindOfElement) {
    LatestBy old = spec.latestBy();
    return new UpsertJdbcSink<>(
        spec.with(new LatestBy(old.keys(), old.versions(), column)),
        allowedRejected,
        shards,
        maxDelay,
        atomic,
        planOnly,
        kindOfElement,
        upstream);
  }

  /** Stores the column of {@link #changeKind} as well: the table has one of its name. */
  public UpsertJdbcSink<T> storeChangeKind() {
    Changes old = spec.changes();
    return with(spec.with(new Changes(old.remember(), true, old.insertOnly())));
  }

  /**
   * Removes deleted rows, and remembers them by tombstones in the table {@code refrain_tombstones}
   * of the target's schema, made if need be. A table {@code refrain_locks} beside it keeps writers
   * of the same keys from missing one another. A tombstone goes when a newer row comes, or in a run
   * that begins when it is older than the time to live: by the clock of the database, at most
   * 10,000 of them for each writer. Tombstones of a table that was dropped and made anew are still
   * heeded.
   *
   * @param timeToLive how late a row may come at most: from a second to 100 years
   */
  public UpsertJdbcSink<T> tombstones(Duration timeToLive) {
    checkRange(
        "The time to live of tombstones, in seconds,",
        timeToLive.getStandardSeconds(),
        1,
        Duration.standardDays(36_525).getStandardSeconds());
    return with(remember(new Remember.Tombstones(timeToLive)));
  }

  /**
   * Leaves deleted rows in the table, flagged. The row then holds what the delete holds, which is
   * perhaps no more than key and version; so no other column may be NOT NULL. A newer upsert clears
   * the flag.
   *
   * @param column a boolean column, true for a deleted row; or a column of timestamps, which takes
   *     the first version column that is one, and is null for a row that is not deleted. {@link
   *     #createTable} makes a boolean one. The input must not have it, but as its {@link
   *     #changeKind}
   */
  public UpsertJdbcSink<T> softDelete(String column) {
    return with(remember(new Remember.SoftDelete(column)));
  }

  private UpsertSpec remember(Remember remember) {
    Changes old = spec.changes();
    boolean other =
        !(old.remember() instanceof Remember.Nothing)
            && !old.remember().getClass().equals(remember.getClass());
    if (other) {
      throw new IllegalArgumentException(
          "Deletes are remembered in one way: by tombstones() or by softDelete(), not both.");
    }
    return spec.with(new Changes(remember, old.kindStored(), old.insertOnly()));
  }

  /**
   * Inserts rows whose key is absent, and never touches a stored row. For rows that never change,
   * such as events: then a key has one row, and the table depends on the set of rows alone.
   * Otherwise the row that comes first stays, whether it is the oldest, the newest or none of them:
   * the newest of those that share a batch. This is the one mode whose result may depend on the
   * order of deliveries. A row counts as unchanged if it is stored already, and as stale if its key
   * holds another row.
   */
  public UpsertJdbcSink<T> insertOnly() {
    Changes old = spec.changes();
    return with(spec.with(new Changes(old.remember(), old.kindStored(), true)));
  }

  /** Makes the table, with the key as its primary key, if it is not there. */
  public UpsertJdbcSink<T> createTable() {
    UpsertSpec.Limits limits = spec.limits();
    return with(new UpsertSpec.Limits(limits.batchRows(), limits.batchBytes(), true));
  }

  /** The most rows of one transaction; 5,000 unless set, from 1 to 50,000. */
  public UpsertJdbcSink<T> batchRows(int rows) {
    checkRange("batchRows", rows, 1, 50_000);
    UpsertSpec.Limits limits = spec.limits();
    return with(new UpsertSpec.Limits(rows, limits.batchBytes(), limits.createTable()));
  }

  /** The most bytes of rows of one transaction; 8 MiB unless set. A larger row goes alone. */
  public UpsertJdbcSink<T> batchBytes(int bytes) {
    checkRange("batchBytes", bytes, 1024, 256 << 20);
    UpsertSpec.Limits limits = spec.limits();
    return with(new UpsertSpec.Limits(limits.batchRows(), bytes, limits.createTable()));
  }

  /** Into how many shards keys are hashed: the most writers at once; 16 unless set. */
  public UpsertJdbcSink<T> withShards(int number) {
    checkRange("shards", number, 1, 1 << 16);
    return new UpsertJdbcSink<>(
        spec, allowedRejected, number, maxDelay, atomic, planOnly, kindOf, upstream);
  }

  /** How many rows may be rejected before the run fails; none unless set. */
  public UpsertJdbcSink<T> allowRejected(long rows) {
    checkRange("allowRejected", rows, 0, Long.MAX_VALUE);
    return new UpsertJdbcSink<>(spec, rows, shards, maxDelay, atomic, planOnly, kindOf, upstream);
  }

  /**
   * On unbounded input: how long a row may wait for others to share its batch; 1 second unless set.
   */
  public UpsertJdbcSink<T> maxDelay(Duration delay) {
    checkRange("maxDelay in ms", delay.getMillis(), 1, Duration.standardHours(1).getMillis());
    return new UpsertJdbcSink<>(
        spec, allowedRejected, shards, delay, atomic, planOnly, kindOf, upstream);
  }

  /**
   * Makes all rows visible at once, or none: of bounded input all there are, otherwise those of one
   * window's pane. They are staged beside the table, in parallel, then merged in one transaction.
   * It repeats the guard, and a merge that was done is known again by a mark in the table {@code
   * refrain_merges}. Rejected rows are counted before anything is changed; {@link #maxDelay} has no
   * meaning then. Rows that only the merge rejects have no origin. Into a table that remembers
   * deletes by {@link #tombstones} it merges batch by batch within its transaction, and other
   * upserts of the table wait until it ends.
   *
   * <p>In the table's schema it keeps two tables for all atomic upserts there: {@code
   * refrain_merges}, with a mark for each merge, and {@code refrain_stages}, with the name of each
   * staging table there is and when it was made. A merge drops what it merged. What a run that died
   * staged is invisible; it is dropped after a later merge into any table of the schema, or by the
   * command {@code repair} ({@link JdbcTable#repair}), once it is older than 1 day by the
   * database's clock. So a run must merge within 1 day what it staged. Marks older than 7 days are
   * deleted after a merge. That nothing can be cleared up never fails a run.
   */
  public UpsertJdbcSink<T> atomically() {
    return new UpsertJdbcSink<>(
        spec, allowedRejected, shards, maxDelay, true, planOnly, kindOf, upstream);
  }

  /**
   * Only says what would become of the rows, and writes nothing: {@link Result#counts} says how
   * many would be inserted, updated, deleted, and so on, as if they had been. Nothing is made
   * either: a table that is not there is refused, whatever {@link #createTable} says. Two things a
   * plan cannot know: rows that only the database itself would refuse, by a constraint or for a
   * text that is too long, count as stored; and tombstones that a run would remove for their age
   * are still heeded. Of bounded input only.
   */
  public UpsertJdbcSink<T> planOnly() {
    return new UpsertJdbcSink<>(
        spec, allowedRejected, shards, maxDelay, atomic, true, kindOf, upstream);
  }

  /**
   * Puts what earlier steps counted and rejected to this one's account: their rejected rows count
   * against {@link #allowRejected}, on bounded input before anything is written. May be called
   * repeatedly.
   */
  public UpsertJdbcSink<T> after(PCollection<Counts> counts, PCollection<RejectedRow> rejected) {
    return new UpsertJdbcSink<>(
        spec,
        allowedRejected,
        shards,
        maxDelay,
        atomic,
        planOnly,
        kindOf,
        upstream.plus(counts, rejected));
  }

  private UpsertJdbcSink<T> with(UpsertSpec.Limits limits) {
    return with(spec.with(limits));
  }

  private UpsertJdbcSink<T> with(UpsertSpec newSpec) {
    return new UpsertJdbcSink<>(
        newSpec, allowedRejected, shards, maxDelay, atomic, planOnly, kindOf, upstream);
  }

  private static void checkRange(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be between " + least + " and " + most + ", but is " + value + ".");
    }
  }

  @Override
  public Result expand(PCollection<T> input) {
    return kindOf == null
        ? write(input)
        : write(input.apply("AskForKind", new AskForKind<>(kindOf)));
  }

  private <R> Result write(PCollection<R> input) {
    new UpsertCheck(spec, Blocks.layoutOf(input)).check();
    if (atomic) {
      checkWindows(input);
    }
    boolean bounded = input.isBounded() == IsBounded.BOUNDED;
    if (planOnly && !bounded) {
      throw new IllegalArgumentException(
          "Unbounded input cannot be planned with planOnly(): what is planned for one batch is not"
              + " stored when the next comes, so keys would be counted twice. Plan bounded input, or"
              + " leave planOnly() out.");
    }
    if (!bounded || merges()) {
      return write(input, upstream.counts(), upstream.rejected());
    }
    return write(
        inOneWindow("Input", input),
        inOneWindow("Counts", upstream.counts()),
        inOneWindow("Rejected", upstream.rejected()));
  }

  private boolean merges() {
    return atomic && !planOnly;
  }

  private <R> Result write(
      PCollection<R> input,
      List<PCollection<Counts>> countsBefore,
      List<PCollection<RejectedRow>> rejectedBefore) {
    RejectedLimit toWrite = new RejectedLimit(allowedRejected, spec.target());
    RejectedLimit limit = planOnly ? toWrite.ofPlan() : toWrite;
    EncodeRows.Result encoded = input.apply("Encode", EncodeRows.create());
    PCollection<RowBlock> rows = encoded.blocks();
    PCollection<RejectedRow> unencoded = encoded.rejected();
    if (spec.changes().marks(spec.latestBy())) {
      PCollectionTuple marked = rows.apply("MarkChanges", new MarkChanges(spec));
      rows = marked.get(MarkChanges.ROWS);
      unencoded =
          PCollectionList.of(unencoded)
              .and(marked.get(MarkChanges.REJECTED))
              .apply("Unencoded", Flatten.pCollections());
    }
    RowLayout layout = Blocks.layoutOf(rows);
    PackByKey.Result packed =
        rows.apply("Pack", PackByKey.of(spec.changes().order(spec.latestBy()), shards));
    PCollection<RejectedRow> unreadable =
        PCollectionList.of(unencoded)
            .and(packed.rejected())
            .and(rejectedBefore)
            .apply("RejectedBefore", Flatten.pCollections());
    PCollectionTuple written =
        merges()
            ? packed
                .blocks()
                .apply("Write", new AtomicWrite(spec, layout, limit, unreadable, COUNTS, REJECTED))
            : writeBatches(marked(packed.blocks(), unreadable), layout, limit);
    PCollection<RejectedRow> refused =
        written.get(REJECTED).setCoder(SerializableCoder.of(RejectedRow.class));
    PCollectionList<RejectedRow> rejected = PCollectionList.of(unreadable).and(refused);
    rejected.apply("CheckRejected", new CheckRejected(limit));
    PCollection<Counts> counts =
        PCollectionList.of(packed.counts())
            .and(written.get(COUNTS).setCoder(SerializableCoder.of(Counts.class)))
            .and(unencoded(unencoded, true))
            .and(unencoded(packed.rejected(), false))
            .and(countsBefore)
            .apply("Counts", Flatten.pCollections());
    return new Result(
        counts.apply("Metrics", ParDo.of(new MetricsFn())),
        rejected.apply("Rejected", Flatten.pCollections()));
  }

  /**
   * Bounded input in one window, with one pane: a shard is written when all of it has come, and all
   * that was rejected is known.
   */
  private static <R> PCollection<R> inOneWindow(String name, PCollection<R> bounded) {
    WindowingStrategy<?, ?> strategy = bounded.getWindowingStrategy();
    return strategy.getWindowFn() instanceof GlobalWindows
            && strategy.getTrigger() instanceof DefaultTrigger
        ? bounded
        : bounded.apply(
            name + "InOneWindow",
            Window.<R>into(new GlobalWindows())
                .triggering(DefaultTrigger.of())
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes());
  }

  private static <R> List<PCollection<R>> inOneWindow(String name, List<PCollection<R>> bounded) {
    return IntStream.range(0, bounded.size())
        .mapToObj(i -> inOneWindow(name + i, bounded.get(i)))
        .toList();
  }

  private PCollection<KV<Integer, RowBlock>> marked(
      PCollection<KV<Integer, RowBlock>> blocks, PCollection<RejectedRow> rejected) {
    if (blocks.isBounded() == IsBounded.UNBOUNDED) {
      return blocks;
    }
    PCollection<KV<Integer, RowBlock>> marks =
        rejected
            .apply("MarkRejected", ParDo.of(new RejectedMark.MarkFn(shards)))
            .setCoder(blocks.getCoder());
    return PCollectionList.of(blocks).and(marks).apply("Marked", Flatten.pCollections());
  }

  private PCollectionTuple writeBatches(
      PCollection<KV<Integer, RowBlock>> blocks, RowLayout layout, RejectedLimit limit) {
    return grouped(blocks)
        .apply(
            "Write",
            ParDo.of(new WriteShardFn(purpose(), spec, layout, REJECTED, limit))
                .withOutputTags(COUNTS, TupleTagList.of(REJECTED)));
  }

  private WriteShardFn.Purpose purpose() {
    return planOnly ? WriteShardFn.Purpose.PLAN : WriteShardFn.Purpose.WRITE;
  }

  private static void checkWindows(PCollection<?> input) {
    WindowingStrategy<?, ?> strategy = input.getWindowingStrategy();
    if (input.isBounded() == IsBounded.UNBOUNDED
        && strategy.getWindowFn() instanceof GlobalWindows
        && strategy.getTrigger() instanceof DefaultTrigger) {
      throw new IllegalArgumentException(
          "Unbounded input in the global window never ends, so nothing would ever be merged"
              + " atomically: put it into fixed windows, set a trigger, or leave atomically() out.");
    }
  }

  private PCollection<KV<Integer, Iterable<RowBlock>>> grouped(
      PCollection<KV<Integer, RowBlock>> blocks) {
    return blocks.isBounded() == IsBounded.BOUNDED
        ? blocks.apply("GroupByShard", GroupByKey.create())
        : blocks.apply(
            "BatchByShard",
            GroupIntoBatches.<Integer, RowBlock>ofSize(BLOCKS_AT_ONCE)
                .withMaxBufferingDuration(maxDelay));
  }

  private static PCollection<Counts> unencoded(
      PCollection<RejectedRow> rejected, boolean readHere) {
    return rejected
        .apply(readHere ? "CountUnencoded" : "CountUnkeyed", ParDo.of(new OneRejectedFn(readHere)))
        .setCoder(SerializableCoder.of(Counts.class));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("database", spec.connection().name()).withLabel("Database"))
        .addIfNotNull(
            DisplayData.item("table", spec.table() == null ? null : spec.table().toString())
                .withLabel("Table"))
        .add(DisplayData.item("keys", spec.latestBy().keys().toString()).withLabel("Key columns"))
        .add(
            DisplayData.item("latestBy", spec.latestBy().versions().toString())
                .withLabel("Version columns"))
        .addIfNotNull(
            DisplayData.item("changeKind", spec.latestBy().changeKind()).withLabel("Change kind"))
        .add(
            DisplayData.item("deletes", spec.changes().remember().toString())
                .withLabel("How deletes are remembered"))
        .add(DisplayData.item("insertOnly", spec.changes().insertOnly()).withLabel("Insert only"))
        .add(DisplayData.item("batchRows", spec.limits().batchRows()).withLabel("Rows per batch"))
        .add(DisplayData.item("atomically", atomic).withLabel("All at once"))
        .add(DisplayData.item("planOnly", planOnly).withLabel("Only planned"))
        .add(DisplayData.item("shards", shards).withLabel("Shards"));
  }

  /** One rejected row as counts; rows that were never encoded have not been counted as read yet. */
  private static final class OneRejectedFn extends DoFn<RejectedRow, Counts> {
    private static final long serialVersionUID = 1L;
    private final boolean readHere;

    private OneRejectedFn(boolean readHere) {
      this.readHere = readHere;
    }

    @ProcessElement
    public void count(OutputReceiver<Counts> out) {
      out.output(Counts.of(Count.REJECTED, 1).with(Count.ROWS_IN, readHere ? 1 : 0));
    }
  }

  private static final class MetricsFn extends DoFn<Counts, Counts> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void add(@Element Counts counts, OutputReceiver<Counts> out) {
      CountMetrics.add(counts);
      out.output(counts);
    }
  }

  /** What became of the rows, and the rows that were rejected. */
  public static final class Result extends NamedOutputs {
    private final PCollection<Counts> counts;
    private final PCollection<RejectedRow> rejected;

    private Result(PCollection<Counts> counts, PCollection<RejectedRow> rejected) {
      super(Map.of("counts", counts, "rejected", rejected));
      this.counts = counts;
      this.rejected = rejected;
    }

    /**
     * Rows read, collapsed, tied, inserted, updated, deleted, unchanged, stale and rejected, in
     * parts to be summed. A batch that was committed and then repeated, because its bundle failed
     * later, counts as unchanged.
     */
    public PCollection<Counts> counts() {
      return counts;
    }

    /** Rows that were not stored, with the reason. */
    public PCollection<RejectedRow> rejected() {
      return rejected;
    }
  }
}
