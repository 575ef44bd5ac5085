package io.refrain.core.merge;

import com.google.auto.value.AutoValue;
import io.refrain.core.Counts;
import io.refrain.core.MergeReceipt;
import io.refrain.core.MergeToken;
import io.refrain.core.RejectedRow;
import io.refrain.core.RunToken;
import io.refrain.core.blocks.Blocks;
import io.refrain.core.blocks.EncodeRows;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.blocks.PackByKey;
import io.refrain.core.blocks.Upstream;
import io.refrain.core.merge.MergeSpec.Deletes;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Merges rows into a table of files by their key: a row whose key is new is inserted, one that is
 * newer than what is stored takes its place, any other changes nothing. In one commit, that readers
 * see entirely or not at all.
 *
 * <p><b>Guarantee.</b> For each key the table ends up with the newest row it was ever offered.
 * Newest is a total order: the version columns in the order given, then (with {@link #changeKind})
 * a delete before an upsert of the same version, then the canonical bytes of the row. So the
 * content depends on the set of rows alone, not on their order, on how often they are delivered, on
 * retries or the runner. A key whose row moves to another partition leaves no copy behind. Runs
 * have no order among each other: an older delivery may be merged after a newer one.
 *
 * <p><b>One commit.</b> It is made from one version of the table, pinned when the run begins to
 * search. If somebody else meanwhile changed a file of this merge, or added rows where its keys
 * lie, the run fails and changes nothing; run it again. The run's token is stored with the data: a
 * run that is tried again after it took effect is answered with its first receipt. A run that finds
 * every row stored already commits nothing, and says so: {@link MergeReceipt#committed}.
 *
 * <p><b>Deletes.</b> A column {@link #changeKind} tells deletes from upserts. Say what becomes of a
 * deleted row; there is no default. {@link #softDelete} keeps it, flagged, so that a late older row
 * does not come back to life. {@link #hardDeletes} removes it, and nothing remembers it: a row that
 * is older than the delete and comes later is inserted again.
 *
 * <p><b>Columns</b> are found by their names. The table may have columns that the input lacks: an
 * update keeps what they hold, an insert leaves them null. It is refused if the table requires such
 * a column, or lacks one that the input has. Whole numbers, decimals and floating-point numbers are
 * converted if they have an exact form in the table, otherwise their row is rejected. A target that
 * may add columns ({@code evolve(ADD)}, {@code addNewColumns()}) gets those that only the input
 * has, in the same commit; rows that stay are null there. A key, a version or the column of a soft
 * delete is never added.
 *
 * <p><b>Duplicates.</b> A table may hold several rows of one key, which an append has left. Where
 * the key is touched, whatever becomes of the touching row, the newest of them counts as what is
 * stored and the others are removed; {@link io.refrain.core.MergeWork#duplicates} says how many.
 * {@link DedupTable} does it for all keys. Stored rows with a null in their key are left alone.
 *
 * <p><b>Cost</b> grows with the files touched, not with the table. Of the files that the key's
 * bounds do not rule out the key columns are read, and whole rows only where a key is met; what
 * changes a file writes it anew, unless {@link #deleteByPosition}. A key whose column partitions
 * the table rules out partitions. Rows travel in blocks, by a hash of their key, into {@link
 * #withShards} shards, of which one at a time is held in memory by each worker.
 *
 * <p><b>Streams.</b> On unbounded input each window is a run of its own. It must fire once: a
 * window with a trigger or allowed lateness is refused. A stream that is started anew takes a new
 * epoch, as it does unless {@link #epoch} is set: its windows may hold other rows than before, and
 * what was merged already is found unchanged.
 *
 * <p><b>Rejected rows.</b> More of them than {@link #allowRejected} (0 unless set) fail the run
 * before anything is committed, with the first ten in the message; else they go to {@link
 * MergeResult#rejected}.
 *
 * <p><b>Errors.</b> While the pipeline is built, an {@link IllegalArgumentException}: no key, no
 * version, no name, an unknown column, deletes without a choice, windows that fire more than once.
 * While it runs, a {@link io.refrain.core.RefrainException}, which says whether anything was
 * changed.
 *
 * <pre>{@code
 * orders.apply(
 *     MergeTableSink.<Order>into(table)
 *         .byKey("order_id")
 *         .latestBy("updated_at")
 *         .pipelineName("orders"));
 * }</pre>
 *
 * @param <T> rows of any type with a schema, or {@link RowBlock}
 */
@AutoValue
public abstract class MergeTableSink<T> extends PTransform<PCollection<T>, MergeResult> {
  private static final long serialVersionUID = 1L;

  abstract MergeTarget target();

  abstract MergeSpec spec();

  abstract MergeSetup.Options options();

  abstract Upstream upstream();

  abstract Builder<T> toBuilder();

  @AutoValue.Builder
  abstract static class Builder<T> {
    abstract Builder<T> target(MergeTarget target);

    abstract Builder<T> spec(MergeSpec spec);

    abstract Builder<T> options(MergeSetup.Options options);

    abstract Builder<T> upstream(Upstream upstream);

    abstract MergeTableSink<T> build();
  }

  /** Into a table. {@link #byKey}, {@link #latestBy} and {@link #pipelineName} are required. */
  public static <T> MergeTableSink<T> into(MergeTarget table) {
    return new AutoValue_MergeTableSink.Builder<T>()
        .target(table)
        .spec(new MergeSpec(new LatestBy(List.of(), List.of(), null), new Deletes.None()))
        .options(MergeSetup.Options.DEFAULT)
        .upstream(Upstream.NONE)
        .build();
  }

  /**
   * The columns that rows are matched by. With a partition column among them, rows of different
   * partitions are different rows, and only the partitions of the input are searched.
   */
  public MergeTableSink<T> byKey(String... columns) {
    LatestBy old = spec().latestBy();
    return with(new LatestBy(List.of(columns), old.versions(), old.changeKind()));
  }

  /** The columns that say which row is newer, the first deciding first. */
  public MergeTableSink<T> latestBy(String... columns) {
    LatestBy old = spec().latestBy();
    return with(new LatestBy(old.keys(), List.of(columns), old.changeKind()));
  }

  /**
   * The column that tells deletes from upserts, see {@link io.refrain.core.row.ChangeKind}. Needs
   * {@link #softDelete} or {@link #hardDeletes}. It is not stored; a row with another word is
   * rejected. Of a delete only key and version count: the other columns may be null.
   */
  public MergeTableSink<T> changeKind(String column) {
    LatestBy old = spec().latestBy();
    return with(new LatestBy(old.keys(), old.versions(), column));
  }

  /**
   * Leaves deleted rows in the table, flagged. The row then holds what the delete holds, which is
   * perhaps no more than key and version: a delete that leaves a required column null is rejected.
   * A newer upsert clears the flag.
   *
   * @param column a boolean column of the table, true for a deleted row; or a column of timestamps
   *     of the type of a version column, which takes its value, and is null for a row that is not
   *     deleted. The input must not have it, but as its {@link #changeKind}
   */
  public MergeTableSink<T> softDelete(String column) {
    return deletes(new Deletes.Soft(column));
  }

  /**
   * Removes deleted rows. They are not remembered: a row that is older than the delete, and is
   * merged later, comes back.
   */
  public MergeTableSink<T> hardDeletes() {
    return deletes(new Deletes.Hard());
  }

  private MergeTableSink<T> deletes(Deletes deletes) {
    Deletes old = spec().deletes();
    if (!(old instanceof Deletes.None) && !old.getClass().equals(deletes.getClass())) {
      throw new IllegalArgumentException(
          "Deleted rows are either kept, by softDelete(), or removed, by hardDeletes(): not both.");
    }
    return toBuilder().spec(new MergeSpec(spec().latestBy(), deletes)).build();
  }

  private MergeTableSink<T> with(LatestBy latestBy) {
    return toBuilder().spec(new MergeSpec(latestBy, spec().deletes())).build();
  }

  /** Who merges. Keep it the same from run to run. */
  public MergeTableSink<T> pipelineName(String name) {
    return toBuilder().options(options().named(name)).build();
  }

  /**
   * The epoch of this run. A run with the epoch of a committed one is taken for the same run and
   * answered with its receipt. Unless set, {@link RunToken#newEpoch} when the pipeline is built.
   */
  public MergeTableSink<T> epoch(long epoch) {
    if (epoch <= 0) {
      throw new IllegalArgumentException("An epoch must be positive, but is " + epoch + ".");
    }
    return toBuilder().options(options().of(epoch)).build();
  }

  /** How many rows may be rejected before the run fails; 0 unless set. */
  public MergeTableSink<T> allowRejected(long rows) {
    if (rows < 0) {
      throw new IllegalArgumentException("allowRejected must not be negative: " + rows);
    }
    return toBuilder().options(options().allowing(rows)).build();
  }

  /** Into how many shards keys are hashed: the most workers that decide at once; 16 unless set. */
  public MergeTableSink<T> withShards(int shards) {
    return toBuilder().options(options().sharded(shards)).build();
  }

  /**
   * Deletes rows of a file by their position, and writes but the rows that take their place, where
   * the table's format can do it. That writes little for a few changes in many files; but readers
   * then have to leave the deleted rows out, until somebody compacts the table. The default is to
   * write changed files anew: every reader of every version understands it, no read becomes slower,
   * and nothing has to be compacted afterwards.
   */
  public MergeTableSink<T> deleteByPosition() {
    return toBuilder().options(options().byPosition(true)).build();
  }

  /**
   * Only says what would become of the rows, and writes nothing: the receipt has the counts, and
   * how many files would be read and rewritten. Of bounded input only.
   */
  public MergeTableSink<T> planOnly() {
    return toBuilder().options(options().planOnly(true)).build();
  }

  /**
   * Puts what earlier steps counted and rejected to this run's account. May be called repeatedly.
   */
  public MergeTableSink<T> after(PCollection<Counts> counts, PCollection<RejectedRow> rejected) {
    return toBuilder().upstream(upstream().plus(counts, rejected)).build();
  }

  /**
   * Asks the table whether this run is committed already, without a pipeline: the first receipt if
   * so. Needs {@link #pipelineName} and {@link #epoch}; of a batch only. It does I/O, so it is for
   * whoever starts pipelines.
   */
  public Optional<MergeReceipt> lookUp() throws IOException {
    try (MergeStore store = target().open()) {
      return store.read(MergeToken.ofBatch(options().pipeline(), options().epoch())).receipt();
    }
  }

  /**
   * Asks the table which columns it would be given by the commit of rows of a schema, each with its
   * type there in parentheses: those that it lacks, if the target may add columns. It does I/O, so
   * it is for whoever starts pipelines.
   *
   * @throws io.refrain.core.RefrainException of kind REFUSED if such rows do not fit the table
   */
  public List<String> newColumns(Schema rows) throws IOException {
    try (OpenTable table = OpenTable.forInput(target(), RowLayout.of(rows), spec())) {
      return table.store().added();
    }
  }

  @Override
  public MergeResult expand(PCollection<T> input) {
    MergeChecks.check(target(), spec().latestBy(), options().pipeline(), options().byPosition());
    RowLayout layout = Blocks.layoutOf(input);
    MergeChecks.checkInput(target(), spec(), layout);
    MergeChecks.checkWindows(input, options().planOnly());
    MergeSetup setup = new MergeSetup(target(), layout, spec(), options().withEpoch());
    boolean oneRun = MergeChecks.isOneRun(input);
    EncodeRows.Result encoded = input.apply("Encode", EncodeRows.create());
    PCollectionTuple marked =
        encoded
            .blocks()
            .apply(
                "Mark",
                ParDo.of(new MarkRows(setup, oneRun))
                    .withOutputTags(MarkRows.ROWS, TupleTagList.of(MarkRows.REJECTED)));
    PCollection<RejectedRow> unmarked =
        marked.get(MarkRows.REJECTED).setCoder(SerializableCoder.of(RejectedRow.class));
    PackByKey.Result packed =
        marked
            .get(MarkRows.ROWS)
            .setCoder(RowBlockCoder.of(spec().marked(layout)))
            .apply("Pack", PackByKey.of(spec().order(), options().shards()));
    PCollectionTuple listed =
        ListFiles.of(packed.blocks().apply("SeeKeys", ParDo.of(new SeeKeys(setup))), setup);
    PCollection<KV<Integer, MergeBlock>> changes =
        packed
            .blocks()
            .apply("Changes", ParDo.of(new ChangesFn()))
            .setCoder(KvCoder.of(VarIntCoder.of(), new MergeBlock.BlockCoder()));
    RunParts parts =
        new RunParts(upstream())
            .pinned(listed.get(ListFiles.PARTS))
            .packed(packed.counts(), packed.rejected())
            .unread("Marked", unmarked);
    if (!Blocks.isBlocks(input)) {
      parts.unread("Encoded", encoded.rejected());
    }
    if (oneRun) {
      parts.begun(input.getPipeline());
    }
    PCollection<MergeReceipt> receipts =
        listed
            .get(ListFiles.TASKS)
            .apply("Merge", new SearchAndCommit(setup, List.of(changes), parts.all()));
    PCollection<RejectedRow> rejected =
        PCollectionList.of(encoded.rejected())
            .and(unmarked)
            .and(packed.rejected())
            .and(upstream().rejected())
            .apply("Rejected", Flatten.pCollections());
    return new MergeResult(receipts, rejected);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    LatestBy latestBy = spec().latestBy();
    builder
        .add(DisplayData.item("target", target().name()).withLabel("Target"))
        .add(DisplayData.item("keys", latestBy.keys().toString()).withLabel("Key columns"))
        .add(
            DisplayData.item("latestBy", latestBy.versions().toString())
                .withLabel("Version columns"))
        .addIfNotNull(
            DisplayData.item("changeKind", latestBy.changeKind()).withLabel("Change kind"))
        .add(
            DisplayData.item("deletes", spec().deletes().toString())
                .withLabel("What becomes of deleted rows"))
        .add(DisplayData.item("shards", options().shards()).withLabel("Shards"))
        .add(
            DisplayData.item("deleteByPosition", options().byPosition())
                .withLabel("Rows are deleted by position"))
        .add(DisplayData.item("planOnly", options().planOnly()).withLabel("Only planned"))
        .add(DisplayData.item("pipelineName", options().pipeline()).withLabel("Pipeline"));
  }

  private static final class ChangesFn
      extends DoFn<KV<Integer, RowBlock>, KV<Integer, MergeBlock>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void wrap(
        @Element KV<Integer, RowBlock> block, OutputReceiver<KV<Integer, MergeBlock>> out) {
      out.output(KV.of(block.getKey(), MergeBlock.ofInput(block.getValue())));
    }
  }
}
