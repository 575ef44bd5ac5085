package io.refrain.core.merge;

import com.google.auto.value.AutoValue;
import io.refrain.core.MergeReceipt;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.merge.MergeSpec.Deletes;
import io.refrain.core.store.MergeTarget;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Rids a table of duplicates, which an append that ran twice has left: of the rows of each key the
 * newest stays, the others go, in one commit.
 *
 * <p><b>Guarantee.</b> Newest is a total order: the version columns in the order given, then (with
 * {@link #softDelete}) a deleted row before one that is not, then the canonical bytes of all
 * columns; of rows that are the same one stays. A stored row without a version is older than any. A
 * row with a null in its key is left alone. Running it again finds nothing to do, and commits
 * nothing. If anybody else commits to the table meanwhile, the run fails and changes nothing.
 *
 * <p><b>Cost.</b> The key columns of every file are read, whole rows only of keys that occur more
 * than once; only files that lose a row are written anew, unless {@link #deleteByPosition}.
 *
 * <p><b>The receipt</b> counts as deleted the rows that went. With {@link #planOnly} none goes, and
 * it says how many would, and from how many files.
 *
 * <pre>{@code
 * pipeline.apply(
 *     DedupTable.of(table).byKey("order_id").latestBy("updated_at").pipelineName("orders"));
 * }</pre>
 */
@AutoValue
public abstract class DedupTable extends PTransform<PBegin, PCollection<MergeReceipt>> {
  private static final long serialVersionUID = 1L;

  abstract MergeTarget target();

  abstract MergeSpec spec();

  abstract MergeSetup.Options options();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder target(MergeTarget target);

    abstract Builder spec(MergeSpec spec);

    abstract Builder options(MergeSetup.Options options);

    abstract DedupTable build();
  }

  /** Of a table. {@link #byKey}, {@link #latestBy} and {@link #pipelineName} are required. */
  public static DedupTable of(MergeTarget table) {
    return new AutoValue_DedupTable.Builder()
        .target(table)
        .spec(new MergeSpec(new LatestBy(List.of(), List.of(), null), new Deletes.None()))
        .options(MergeSetup.Options.DEFAULT)
        .build();
  }

  /** The columns that make the key. */
  public DedupTable byKey(String... columns) {
    LatestBy old = spec().latestBy();
    return with(new LatestBy(List.of(columns), old.versions(), old.changeKind()), spec().deletes());
  }

  /** The columns that say which row is newer, the first deciding first. */
  public DedupTable latestBy(String... columns) {
    LatestBy old = spec().latestBy();
    return with(new LatestBy(old.keys(), List.of(columns), old.changeKind()), spec().deletes());
  }

  /** The column that flags deleted rows: of two rows of one version the deleted one stays. */
  public DedupTable softDelete(String column) {
    LatestBy old = spec().latestBy();
    return with(new LatestBy(old.keys(), old.versions(), column), new Deletes.Soft(column));
  }

  private DedupTable with(LatestBy latestBy, Deletes deletes) {
    return toBuilder().spec(new MergeSpec(latestBy, deletes)).build();
  }

  /** Who does it. */
  public DedupTable pipelineName(String name) {
    return toBuilder().options(options().named(name)).build();
  }

  /** The epoch of this run, as in {@link MergeTableSink#epoch}. */
  public DedupTable epoch(long epoch) {
    if (epoch <= 0) {
      throw new IllegalArgumentException("An epoch must be positive, but is " + epoch + ".");
    }
    return toBuilder().options(options().of(epoch)).build();
  }

  /** Into how many shards keys are hashed: the most workers that decide at once; 16 unless set. */
  public DedupTable withShards(int shards) {
    return toBuilder().options(options().sharded(shards)).build();
  }

  /** Deletes rows by their position, as in {@link MergeTableSink#deleteByPosition}. */
  public DedupTable deleteByPosition() {
    return toBuilder().options(options().byPosition(true)).build();
  }

  /** Only says what would go, and changes nothing. */
  public DedupTable planOnly() {
    return toBuilder().options(options().planOnly(true)).build();
  }

  @Override
  public PCollection<MergeReceipt> expand(PBegin begin) {
    MergeChecks.check(target(), spec().latestBy(), options().pipeline(), options().byPosition());
    MergeSetup setup = new MergeSetup(target(), null, spec(), options().withEpoch());
    PCollectionTuple all =
        begin
            .apply("Run", Create.of(true))
            .apply(
                "ListAll",
                ParDo.of(new ListAll(setup))
                    .withOutputTags(ListAll.FILES, TupleTagList.of(ListAll.VERSION)));
    PCollection<KeySummary> repeated =
        all.get(ListAll.FILES)
            .setCoder(KvCoder.of(VarIntCoder.of(), SerializableCoder.of(FileTask.class)))
            .apply("GroupFiles", GroupByKey.create())
            .apply("ReadKeys", ParDo.of(new ReadKeys(setup)))
            .setCoder(KvCoder.of(VarIntCoder.of(), SerializableCoder.of(KeyHashes.class)))
            .apply("GroupKeys", GroupByKey.create())
            .apply("RepeatedKeys", ParDo.of(new FindRepeated()))
            .setCoder(SerializableCoder.of(KeySummary.class));
    PCollectionTuple listed =
        ListFiles.of(
            PCollectionList.of(repeated)
                .and(all.get(ListAll.VERSION).setCoder(SerializableCoder.of(KeySummary.class)))
                .apply("Repeated", Flatten.pCollections()),
            setup);
    return listed
        .get(ListFiles.TASKS)
        .apply(
            "Dedup", new SearchAndCommit(setup, List.of(), List.of(listed.get(ListFiles.PARTS))));
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
        .add(DisplayData.item("planOnly", options().planOnly()).withLabel("Only planned"));
  }
}
