package io.refrain.core.replace;

import com.google.auto.value.AutoValue;
import io.refrain.core.Counts;
import io.refrain.core.Receipt;
import io.refrain.core.RejectedRow;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.blocks.Blocks;
import io.refrain.core.blocks.CountUnfit;
import io.refrain.core.blocks.EncodeRows;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.blocks.NamedOutputs;
import io.refrain.core.blocks.SumPerBundle;
import io.refrain.core.blocks.Upstream;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.dedup.DedupLatestByKey;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceTarget;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * Replaces a scope of a target by the input: what the scope held before is gone, what the input
 * holds is there, in one step that readers see entirely or not at all (as far as the target can
 * give it).
 *
 * <p><b>Guarantee.</b> However often a run is tried, killed and tried again, in whatever order its
 * rows come, the scope ends with exactly the rows of the input, each once. A scope that receives no
 * rows becomes empty. A row outside of the scope is rejected. Runs are ordered by epoch: a run that
 * was overtaken by a newer one of an overlapping scope fails and changes nothing; runs of disjoint
 * scopes may end in any order.
 *
 * <p><b>Streams.</b> On unbounded input each window and pane is a run of its own: {@link
 * #scopeOfWindow} replaces the window's interval, {@link ReplaceScope#present} the partitions that
 * the window has rows for. A later pane takes the place of an earlier one, so a trigger that fires
 * more than once needs accumulating panes, and no grouping step before this one; to keep the latest
 * row of each key there, use {@link #latestByKey}. Late rows may lead to more than one commit, the
 * last of which has all of them. A window without rows is never fired, and so replaces nothing.
 *
 * <p><b>Rejected rows.</b> More of them than {@link #allowRejected} (0 unless set) fail the run
 * before anything is committed, with the first ten in the message; else they go to {@link
 * Result#rejected}.
 *
 * <p><b>Errors.</b> While the pipeline is built: no scope, no name, an unknown column, a scope or
 * type that the target cannot take. While it runs: {@link io.refrain.core.RefrainException}, which
 * says whether anything was changed.
 *
 * <pre>{@code
 * orders.apply(
 *     PartitionReplaceSink.<Order>into(ParquetDataset.at("/data/orders").partitionedBy("order_date"))
 *         .scope(ReplaceScope.interval("order_date", DataInterval.parse("2024-03")))
 *         .pipelineName("orders"));
 * }</pre>
 *
 * @param <T> rows of any type with a schema, or {@link RowBlock}
 */
@AutoValue
public abstract class PartitionReplaceSink<T>
    extends PTransform<PCollection<T>, PartitionReplaceSink.Result> {
  private static final long serialVersionUID = 1L;

  abstract ReplaceTarget target();

  abstract ScopeOfWindow scopes();

  abstract String pipeline();

  abstract long runEpoch();

  abstract CommitPolicy policy();

  abstract long allowedRejections();

  abstract int shards();

  abstract Optional<LatestBy> latest();

  abstract Upstream upstream();

  abstract Builder<T> toBuilder();

  @AutoValue.Builder
  abstract static class Builder<T> {
    abstract Builder<T> target(ReplaceTarget target);

    abstract Builder<T> scopes(ScopeOfWindow scopes);

    abstract Builder<T> pipeline(String name);

    abstract Builder<T> runEpoch(long epoch);

    abstract Builder<T> policy(CommitPolicy policy);

    abstract Builder<T> allowedRejections(long allowed);

    abstract Builder<T> shards(int shards);

    abstract Builder<T> latest(LatestBy latest);

    abstract Builder<T> upstream(Upstream upstream);

    abstract PartitionReplaceSink<T> build();
  }

  /** Replaces in this target: a Parquet dataset, a lake table, a database table. */
  public static <T> PartitionReplaceSink<T> into(ReplaceTarget target) {
    return new AutoValue_PartitionReplaceSink.Builder<T>()
        .target(target)
        .scopes(ScopeOfWindow.fixed(null))
        .pipeline("")
        .runEpoch(0)
        .policy(CommitPolicy.DEFAULT)
        .allowedRejections(0)
        .shards(16)
        .upstream(Upstream.NONE)
        .build();
  }

  /** What may be replaced. There is no default. */
  public PartitionReplaceSink<T> scope(ReplaceScope scope) {
    return toBuilder().scopes(ScopeOfWindow.fixed(scope)).build();
  }

  /**
   * Each window replaces its own interval of a date or timestamp column, in UTC. For fixed windows.
   */
  public PartitionReplaceSink<T> scopeOfWindow(String column) {
    return toBuilder().scopes(ScopeOfWindow.windowOf(column)).build();
  }

  /** Who writes: the owner of what is written. Keep it the same from run to run. */
  public PartitionReplaceSink<T> pipelineName(String name) {
    return toBuilder().pipeline(name).build();
  }

  /**
   * The epoch of this run. A run with the epoch of a committed one is taken for the same run and
   * answered with its receipt. Unless set, {@link RunToken#newEpoch} when the pipeline is built.
   */
  public PartitionReplaceSink<T> epoch(long epoch) {
    if (epoch <= 0) {
      throw new IllegalArgumentException("An epoch must be positive, but is " + epoch + ".");
    }
    return toBuilder().runEpoch(epoch).build();
  }

  /** Refuses a run with fewer rows, before anything changes. */
  public PartitionReplaceSink<T> atLeastRows(long rows) {
    return toBuilder().policy(new CommitPolicy(rows, policy().takeOver())).build();
  }

  /** Replaces partitions of other pipelines, and content of foreign writers, as well. */
  public PartitionReplaceSink<T> takeOver() {
    return toBuilder().policy(new CommitPolicy(policy().atLeastRows(), true)).build();
  }

  /** How many rows may be rejected before the run fails; 0 unless set. */
  public PartitionReplaceSink<T> allowRejected(long rows) {
    if (rows < 0) {
      throw new IllegalArgumentException("allowRejected must not be negative: " + rows);
    }
    return toBuilder().allowedRejections(rows).build();
  }

  /** How many workers may stage a large partition at the same time; 16 unless set. */
  public PartitionReplaceSink<T> withShards(int shards) {
    if (shards < 1) {
      throw new IllegalArgumentException("shards must be at least 1, but is " + shards);
    }
    return toBuilder().shards(shards).build();
  }

  /**
   * Keeps but the latest row of each key of a window, in the order of {@link DedupLatestByKey}. For
   * windows that fire more than once, where a step of its own before this one would pass on rows
   * that a later pane takes back. {@link #withShards} says into how many shards keys are hashed;
   * each stages its rows apart, so set it low for small windows. A row that a pane rejects is in
   * {@link Result#rejected} once for each pane, and in the receipt once.
   */
  public PartitionReplaceSink<T> latestByKey(LatestBy latest) {
    return toBuilder().latest(latest).build();
  }

  /** Puts what this step counted into the receipt, and its rejected rows to this run's account. */
  public PartitionReplaceSink<T> after(DedupLatestByKey.Result<?> step) {
    return after(step.counts(), step.rejected());
  }

  /**
   * Puts what earlier steps counted and rejected to this run's account. May be called repeatedly.
   */
  public PartitionReplaceSink<T> after(
      PCollection<Counts> counts, PCollection<RejectedRow> rejected) {
    return toBuilder().upstream(upstream().plus(counts, rejected)).build();
  }

  @Override
  public Result expand(PCollection<T> input) {
    RowLayout layout = Blocks.layoutOf(input);
    ReplaceChecks.check(this, layout, input);
    long epoch = runEpoch() > 0 ? runEpoch() : RunToken.newEpoch(0);

    EncodeRows.Result encoded = input.apply("Encode", EncodeRows.create());
    StagedRows rows = StagedRows.of(this, layout, encoded.blocks());
    PCollection<RejectedRow> rejected =
        PCollectionList.of(encoded.rejected())
            .and(rows.rejected())
            .and(upstream().rejected())
            .apply("Rejected", Flatten.pCollections());
    PCollection<Counts> readHere = encoded.rejected().apply("CountUnfit", new CountUnfit());
    // Rows of an earlier step were counted there.
    PCollection<Counts> counts =
        (upstream().counts().isEmpty()
                ? PCollectionList.of(rows.counts()).and(readHere)
                : PCollectionList.of(upstream().counts()))
            .apply("Counts", Flatten.pCollections());
    PCollection<RejectedRow> countedHere =
        PCollectionList.of(encoded.rejected())
            .and(rows.rejectedOnce())
            .and(upstream().rejected())
            .apply("RejectedOnce", Flatten.pCollections());

    PCollectionList<Contribution> contributions =
        PCollectionList.of(rows.staged())
            .and(
                countedHere
                    .apply(
                        "SumRejected",
                        ParDo.of(new SumPerBundle<>(Contribution::rejected, Contribution::plus)))
                    .setCoder(SerializableCoder.of(Contribution.class)))
            .and(
                counts
                    .apply(
                        "SumCounts",
                        ParDo.of(new SumPerBundle<>(Contribution::counted, Contribution::plus)))
                    .setCoder(SerializableCoder.of(Contribution.class)));
    if (input.isBounded() == IsBounded.BOUNDED
        && input.getWindowingStrategy().getWindowFn() instanceof GlobalWindows) {
      // So that there is something to commit when there are no rows at all.
      contributions =
          contributions.and(
              input
                  .getPipeline()
                  .apply(
                      "Seed",
                      Create.of(Contribution.NOTHING)
                          .withCoder(SerializableCoder.of(Contribution.class))));
    }
    PCollection<Receipt> receipts =
        contributions
            .apply("Contributions", Flatten.pCollections())
            .apply("OneCommit", WithKeys.of(""))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Contribution.class)))
            .apply("Gather", GroupByKey.create())
            .apply(
                "Commit",
                ParDo.of(
                    new CommitScope(
                        layout,
                        target(),
                        scopes(),
                        pipeline(),
                        epoch,
                        policy(),
                        allowedRejections())))
            .setCoder(SerializableCoder.of(Receipt.class));
    return new Result(receipts, rejected);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("target", target().name()).withLabel("Target"))
        .add(DisplayData.item("scope", scopes().toString()).withLabel("Scope"))
        .add(DisplayData.item("pipelineName", pipeline()).withLabel("Owner"));
  }

  /** The receipts of what was committed, and the rows that were not. */
  public static final class Result extends NamedOutputs {
    private final PCollection<Receipt> receipts;
    private final PCollection<RejectedRow> rejected;

    private Result(PCollection<Receipt> receipts, PCollection<RejectedRow> rejected) {
      super(Map.of("receipts", receipts, "rejected", rejected));
      this.receipts = receipts;
      this.rejected = rejected;
    }

    /** One receipt for each commit; what waits for it waits for the commit. */
    public PCollection<Receipt> receipts() {
      return receipts;
    }

    /** Every rejected row of this run, those of the steps it comes {@link #after} included. */
    public PCollection<RejectedRow> rejected() {
      return rejected;
    }
  }
}
